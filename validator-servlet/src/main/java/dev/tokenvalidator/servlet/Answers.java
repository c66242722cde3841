package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.BearerChallenge;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one filter for one protected resource: its challenges name the realm of the filter
 * and the metadata of the resource. Immutable.
 */
final class Answers {

  static final Answer NOT_CANONICAL = invalidRequest("The request target is not a canonical path");

  static final Answer NO_METHOD =
      invalidRequest("The request names several methods, or what is no method");

  /** Without a challenge: no scope and no other token would help. */
  static final Answer NO_RULE = Answer.of(TurnedAway.notAllowed());

  /** The same for an unknown session and for that of another caller. */
  static final Answer NO_SESSION =
      withoutChallenge(404, "{\"error_description\":\"No session has this id\"}");

  static final Answer METHOD_NOT_ALLOWED = Answer.of(TurnedAway.methodNotAllowed());

  static final Answer INTERNAL_ERROR = unavailable(Duration.ofSeconds(1));

  private final @Nullable String realm;
  private final @Nullable ProtectedResource resource;
  private final Answer missingToken;
  private final Answer invalidRequest;
  private final Answer invalidToken;
  private final Answer notAllowed;

  /**
   * Prepares the answers.
   *
   * @param realm of the challenges; null for none
   * @param resource whose metadata the challenges name; null for none
   * @throws InvalidSettingException if a challenge cannot carry the realm
   */
  Answers(@Nullable String realm, @Nullable ProtectedResource resource) {
    this.realm = realm;
    this.resource = resource;
    this.missingToken = challenge(BearerChallenge.missingToken(), Access.open());
    this.invalidRequest = challenge(BearerChallenge.invalidRequest(), Access.open());
    this.invalidToken = challenge(BearerChallenge.invalidToken(), Access.open());
    this.notAllowed = challenge(BearerChallenge.insufficientScope(Set.of()), Access.open());
  }

  /**
   * The answer to a request without a token.
   *
   * @param access what the request needs
   */
  Answer missingToken(Access access) {
    return namesScopes(access) ? challenge(BearerChallenge.missingToken(), access) : missingToken;
  }

  Answer invalidRequest() {
    return invalidRequest;
  }

  /**
   * The answer to a request whose token is invalid.
   *
   * @param access what the request needs
   */
  Answer invalidToken(Access access) {
    return namesScopes(access) ? challenge(BearerChallenge.invalidToken(), access) : invalidToken;
  }

  /**
   * Names the scopes that would be enough, if any would.
   *
   * @param required the scopes of the rule; empty if no scope would help
   * @param access what the request needs
   */
  Answer insufficientScope(Set<String> required, Access access) {
    return required.isEmpty()
        ? notAllowed
        : challenge(BearerChallenge.insufficientScope(required), access);
  }

  static Answer unavailable(Duration retryAfter) {
    return Answer.of(TurnedAway.unavailable(retryAfter));
  }

  /** Whether a 401 names scopes. */
  private boolean namesScopes(Access access) {
    return resource != null && !access.scopesToRequest().isEmpty();
  }

  private Answer challenge(BearerChallenge challenge, Access access) {
    BearerChallenge withRealm;
    try {
      withRealm = realm == null ? challenge : challenge.withRealm(realm);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("realm", String.valueOf(e.getMessage()));
    }
    return resource == null
        ? Answer.of(TurnedAway.with(withRealm))
        : Answer.of(TurnedAway.with(withRealm.withResource(resource, access)), true);
  }

  /** Without a challenge: the token was not read. */
  private static Answer invalidRequest(String description) {
    return withoutChallenge(
        400, "{\"error\":\"invalid_request\",\"error_description\":\"" + description + "\"}");
  }

  private static Answer withoutChallenge(int status, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Cache-Control", "no-store");
    headers.put("Content-Type", "application/json");
    return new Answer(status, headers, body, false);
  }
}
