package dev.tokenvalidator;

import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.internal.jws.JwsException;
import java.util.Optional;

/**
 * What ended a validation: the exception that the caller gets, and the refusal that is reported.
 *
 * @param exception for the caller
 * @param outcome the response it leads to
 * @param reason why; empty if there is no reason but the explanation
 * @param explanation for the operator
 * @param cause what was thrown, for the listener
 */
record FailedValidation(
    RuntimeException exception,
    Outcome outcome,
    Optional<Reason> reason,
    Explanation explanation,
    Optional<Throwable> cause) {

  /**
   * What a validation that ended with this exception leads to.
   *
   * @param atIssuer whether the token's issuer was known. From then on only a rule of the
   *     application can throw an exception about a request, and that is an error of the rule.
   */
  static FailedValidation of(Throwable thrown, boolean atIssuer) {
    if (thrown instanceof JwsException bad) {
      return of(InvalidTokenException.of(bad, Optional.empty()), atIssuer);
    }
    if (thrown instanceof InvalidTokenException bad) {
      return new FailedValidation(
          bad,
          Outcome.INVALID_TOKEN,
          Optional.of(bad.reason()),
          bad.explanation(),
          Optional.empty());
    }
    if (thrown instanceof InvalidRequestException bad && !atIssuer) {
      return new FailedValidation(
          bad, Outcome.INVALID_REQUEST, Optional.empty(), bad.explanation(), Optional.empty());
    }
    if (thrown instanceof ValidationUnavailableException unavailable) {
      return new FailedValidation(
          unavailable,
          Outcome.UNAVAILABLE,
          unavailable.reason(),
          Explanation.of(String.valueOf(unavailable.getMessage())),
          unavailable.reason().map(failed -> unavailable.getCause()));
    }
    return unexpected(thrown);
  }

  private static FailedValidation unexpected(Throwable thrown) {
    Explanation explanation = Explanation.unexpected(thrown);
    return new FailedValidation(
        ValidationUnavailableException.failed(
            Reason.INTERNAL_ERROR, explanation.toString(), thrown),
        Outcome.UNAVAILABLE,
        Optional.of(Reason.INTERNAL_ERROR),
        explanation,
        Optional.of(thrown));
  }

  boolean isInternalError() {
    return reason.equals(Optional.of(Reason.INTERNAL_ERROR));
  }

  Refusal refusal(RequestContext context) {
    return new Refusal(outcome, reason, explanation, context.route(), cause);
  }
}
