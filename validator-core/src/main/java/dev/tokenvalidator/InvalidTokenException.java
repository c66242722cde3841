package dev.tokenvalidator;

import dev.tokenvalidator.internal.jws.JwsException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token is not valid: answer 401 with {@link BearerChallenge#invalidToken()}.
 *
 * <p>Message and explanation are for the operator. They contain no token, but values that its
 * sender chose: never send them to the client.
 */
public final class InvalidTokenException extends TokenValidationException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient Explanation explanation;

  private final transient @Nullable String clientId;

  InvalidTokenException(Reason reason, Explanation explanation) {
    this(reason, explanation, null);
  }

  private InvalidTokenException(Reason reason, Explanation explanation, @Nullable String clientId) {
    super(reason + ": " + explanation, null);
    this.reason = reason;
    this.explanation = explanation;
    this.clientId = clientId;
  }

  /**
   * For a token that is no JWS, or whose signature does not verify.
   *
   * @param keyId the {@code kid} of its header, for the operator
   */
  static InvalidTokenException of(JwsException e, Optional<String> keyId) {
    Explanation explanation = Explanation.of(e.expected(), e.found()).withKeyId(keyId);
    return switch (e.fault()) {
      case TOO_LARGE -> new InvalidTokenException(Reason.TOO_LARGE, explanation);
      case OPAQUE ->
          new InvalidTokenException(
              Reason.OPAQUE,
              explanation.withHint(
                  "an opaque token: did the client omit resource in its token request?"));
      case ENCRYPTED -> new InvalidTokenException(Reason.ENCRYPTED, explanation);
      case JSON_SERIALIZED ->
          new InvalidTokenException(
              Reason.MALFORMED,
              explanation.withHint(
                  "pass the access token alone, in compact serialization: three parts of base64url"
                      + " separated by dots"));
      case MALFORMED -> new InvalidTokenException(Reason.MALFORMED, explanation);
      case UNSUPPORTED_CRITICAL_HEADER ->
          new InvalidTokenException(Reason.UNSUPPORTED_CRITICAL_HEADER, explanation);
      case UNSUPPORTED_ALGORITHM ->
          new InvalidTokenException(Reason.UNSUPPORTED_ALGORITHM, explanation);
      case BAD_SIGNATURE -> new InvalidTokenException(Reason.BAD_SIGNATURE, explanation);
    };
  }

  /** The same, naming the key of the token's header. */
  InvalidTokenException withKeyId(Optional<String> keyId) {
    return new InvalidTokenException(reason, explanation.withKeyId(keyId), clientId);
  }

  /** The same, naming the client of a token that is proven; null if it names none. */
  InvalidTokenException withClientId(@Nullable String client) {
    return new InvalidTokenException(reason, explanation, client);
  }

  /** The client of a token that is proven. */
  Optional<String> clientId() {
    return Optional.ofNullable(clientId);
  }

  /** The same with a hint. */
  InvalidTokenException withHint(String hint) {
    return new InvalidTokenException(reason, explanation.withHint(hint), clientId);
  }

  /** Why the token was refused. */
  public Reason reason() {
    return reason;
  }

  /** What was expected and what was found, for the operator. */
  public Explanation explanation() {
    return explanation;
  }
}
