package dev.tokenvalidator;

/**
 * The token is bad: answer 401 with {@link BearerChallenge#invalidToken()}.
 *
 * <p>Message and explanation are for the operator. They hold no token, but values that the token's
 * sender chose: never send them to the client.
 */
public final class InvalidTokenException extends TokenValidationException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient Explanation explanation;

  InvalidTokenException(Reason reason, Explanation explanation) {
    super(reason + ": " + explanation, null);
    this.reason = reason;
    this.explanation = explanation;
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
