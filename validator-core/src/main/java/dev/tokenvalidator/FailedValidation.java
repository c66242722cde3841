package dev.tokenvalidator;

import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.internal.jws.JwsException;
import java.time.Duration;
import java.util.Optional;

/**
 * What ended a validation: the exception that the caller gets, and the refusal that is reported.
 *
 * @param exception for the caller
 * @param outcome the response it leads to
 * @param reason why; empty if there is no reason but the explanation
 * @param explanation for the operator
 * @param clientId the client of a token that is proven
 * @param cause what was thrown, for the listener
 */
record FailedValidation(
    RuntimeException exception,
    Outcome outcome,
    Optional<Reason> reason,
    Explanation explanation,
    Optional<String> clientId,
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
          bad.clientId(),
          Optional.empty());
    }
    if (thrown instanceof InvalidRequestException bad && !atIssuer) {
      return new FailedValidation(
          bad,
          Outcome.INVALID_REQUEST,
          Optional.empty(),
          bad.explanation(),
          Optional.empty(),
          Optional.empty());
    }
    if (thrown instanceof ValidationUnavailableException unavailable) {
      return new FailedValidation(
          unavailable,
          Outcome.UNAVAILABLE,
          unavailable.reason(),
          Explanation.of(unavailable.report()),
          Optional.empty(),
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
        Optional.empty(),
        Optional.of(thrown));
  }

  boolean isInternalError() {
    return reason.equals(Optional.of(Reason.INTERNAL_ERROR));
  }

  /** Whether a line about the issuer's keys has told the operator why. */
  boolean isToldByKeys() {
    return exception instanceof ValidationUnavailableException unavailable
        && unavailable.isToldByKeys();
  }

  /**
   * The refusal to report.
   *
   * @param duration how long the validation took, if that was measured
   */
  Refusal refusal(RequestContext context, Optional<Duration> duration) {
    return new Refusal(
        outcome, reason, explanation, clientId, context.method(), context.route(), duration, cause);
  }
}
