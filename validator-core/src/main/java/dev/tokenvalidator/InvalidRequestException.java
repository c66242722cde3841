package dev.tokenvalidator;

/**
 * The request does not carry its token as RFC 6750 section 2.1 requires: answer 400 with {@link
 * BearerChallenge#invalidRequest()}.
 *
 * <p>The message is for the operator and contains nothing that the client sent.
 */
public final class InvalidRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Explanation explanation;

  InvalidRequestException(Explanation explanation) {
    super(explanation.toString(), null, false, false);
    this.explanation = explanation;
  }

  /** What was expected and what was found, for the operator. */
  public Explanation explanation() {
    return explanation;
  }
}
