package dev.tokenvalidator;

/**
 * The request carries no bearer token: answer 401 with {@link BearerChallenge#missingToken()}, the
 * challenge without an error code (RFC 6750 section 3.1).
 *
 * <p>Unchecked, so that a caller who forgets to catch it fails closed. The message is for the
 * operator and holds nothing that the client sent.
 */
public final class MissingTokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Explanation explanation;

  MissingTokenException(Explanation explanation) {
    // Anyone can send a request without a token: it costs no stack trace.
    super(explanation.toString(), null, false, false);
    this.explanation = explanation;
  }

  /** What was expected and what was found, for the operator. */
  public Explanation explanation() {
    return explanation;
  }
}
