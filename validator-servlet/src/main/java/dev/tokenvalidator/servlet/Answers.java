package dev.tokenvalidator.servlet;

import dev.tokenvalidator.BearerChallenge;
import dev.tokenvalidator.InvalidSettingException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The answers of one filter: its challenges name its realm. Immutable. */
final class Answers {

  static final Answer NOT_CANONICAL =
      invalidRequest(400, null, "", "The request target is not a canonical path");

  static final Answer NO_METHOD =
      invalidRequest(400, null, "", "The request names several methods, or what is no method");

  /**
   * RFC 9110 section 15.5.6 demands the header. It lists every method, because only the application
   * knows the methods of a path.
   */
  static final Answer METHOD_NOT_ALLOWED =
      invalidRequest(
          405,
          "Allow",
          "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
          "The method is not allowed here");

  static final Answer INTERNAL_ERROR = unavailable(Duration.ofSeconds(1));

  private final @Nullable String realm;
  private final Answer missingToken;
  private final Answer invalidRequest;
  private final Answer invalidToken;
  private final Answer notAllowed;

  /**
   * Prepares the answers.
   *
   * @param realm of the challenges; null for none
   * @throws InvalidSettingException if a challenge cannot carry the realm
   */
  Answers(@Nullable String realm) {
    this.realm = realm;
    this.missingToken = challenge(BearerChallenge.missingToken());
    this.invalidRequest = challenge(BearerChallenge.invalidRequest());
    this.invalidToken = challenge(BearerChallenge.invalidToken());
    this.notAllowed = challenge(BearerChallenge.insufficientScope(Set.of()));
  }

  Answer missingToken() {
    return missingToken;
  }

  Answer invalidRequest() {
    return invalidRequest;
  }

  Answer invalidToken() {
    return invalidToken;
  }

  /** Names the scopes that would be enough, if any would. */
  Answer insufficientScope(Set<String> required) {
    return required.isEmpty() ? notAllowed : challenge(BearerChallenge.insufficientScope(required));
  }

  /** Carries no challenge: another token would not help (RFC 9110 section 15.6.4). */
  static Answer unavailable(Duration retryAfter) {
    return new Answer(
        503,
        "Retry-After",
        Long.toString(Math.max(1, retryAfter.toSeconds())),
        json("temporarily_unavailable", "The access token cannot be checked now"));
  }

  private Answer challenge(BearerChallenge challenge) {
    BearerChallenge withRealm;
    try {
      withRealm = realm == null ? challenge : challenge.withRealm(realm);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("realm", String.valueOf(e.getMessage()));
    }
    return new Answer(withRealm.status(), "WWW-Authenticate", withRealm.header(), withRealm.body());
  }

  private static Answer invalidRequest(
      int status, @Nullable String header, String value, String description) {
    return new Answer(status, header, value, json("invalid_request", description));
  }

  private static String json(String error, String description) {
    return "{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}";
  }
}
