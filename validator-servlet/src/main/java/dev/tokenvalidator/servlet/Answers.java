package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.BearerChallenge;
import dev.tokenvalidator.InvalidSettingException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The answers of one filter: its challenges name its realm. Immutable. */
final class Answers {

  static final Answer NOT_CANONICAL = invalidRequest("The request target is not a canonical path");

  static final Answer NO_METHOD =
      invalidRequest("The request names several methods, or what is no method");

  /** Without a challenge: no scope and no other token would help. */
  static final Answer NO_RULE = new Answer(TurnedAway.notAllowed());

  static final Answer METHOD_NOT_ALLOWED = new Answer(TurnedAway.methodNotAllowed());

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

  static Answer unavailable(Duration retryAfter) {
    return new Answer(TurnedAway.unavailable(retryAfter));
  }

  private Answer challenge(BearerChallenge challenge) {
    BearerChallenge withRealm;
    try {
      withRealm = realm == null ? challenge : challenge.withRealm(realm);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("realm", String.valueOf(e.getMessage()));
    }
    return new Answer(TurnedAway.with(withRealm));
  }

  /** Without a challenge: the token was not read. */
  private static Answer invalidRequest(String description) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Cache-Control", "no-store");
    headers.put("Content-Type", "application/json");
    return new Answer(
        new TurnedAway(
            400,
            headers,
            "{\"error\":\"invalid_request\",\"error_description\":\"" + description + "\"}"));
  }
}
