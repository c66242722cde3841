package dev.tokenvalidator;

import java.util.Collection;

/**
 * The request carries no bearer token: answer 401 with {@link BearerChallenge#missingToken()}, the
 * challenge without an error code (RFC 6750 section 3.1).
 *
 * <p>Unchecked, so that a caller who forgets to catch it fails closed. The message is for the
 * operator and contains nothing that the client sent.
 */
public final class MissingTokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Explanation explanation;

  MissingTokenException(Explanation explanation) {
    // Anyone can send a request without a token, so it gets no stack trace.
    super(explanation.toString(), null, false, false);
    this.explanation = explanation;
  }

  /**
   * For a request without the header, or with one of another scheme.
   *
   * @param authorization one value per {@code Authorization} header field, as received
   */
  public static MissingTokenException in(Collection<String> authorization) {
    Explanation explanation =
        Explanation.of(
            "a bearer token",
            authorization.isEmpty() ? "no Authorization header" : "one of another scheme");
    return new MissingTokenException(
        Hints.missingToken(authorization).map(explanation::withHint).orElse(explanation));
  }

  /** What was expected and what was found, for the operator. */
  public Explanation explanation() {
    return explanation;
  }
}
