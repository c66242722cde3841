package dev.tokenvalidator;

import java.util.Optional;

/**
 * A request that was turned away, for the operator.
 *
 * @param outcome the response that the client got
 * @param reason why the token was refused, for {@link Outcome#INVALID_TOKEN}; what failed, for
 *     {@link Reason#INTERNAL_ERROR} and {@link Reason#SIGNATURE_PROVIDER_FAILED}
 * @param explanation what was expected and found
 * @param route the rule that covers the request, as configured, if it is known. If no rule lets the
 *     request in, it may also hold the path of the request, quoted and cut: do not use it as the
 *     label of a metric
 * @param cause what was thrown, for {@link Reason#INTERNAL_ERROR} and {@link
 *     Reason#SIGNATURE_PROVIDER_FAILED}. Its message may quote a token. The log of this library
 *     shows its classes and its stack trace only
 */
public record Refusal(
    Outcome outcome,
    Optional<Reason> reason,
    Explanation explanation,
    Optional<String> route,
    Optional<Throwable> cause) {

  /**
   * A refusal without a cause.
   *
   * @param outcome the response that the client got
   * @param reason why the token was refused, if it was
   * @param explanation what was expected and found
   * @param route the rule that covers the request, if it is known
   */
  public Refusal(
      Outcome outcome, Optional<Reason> reason, Explanation explanation, Optional<String> route) {
    this(outcome, reason, explanation, route, Optional.empty());
  }

  /** The response that the client got. */
  public enum Outcome {
    /** 400: the request is malformed; or 405: its method is never admitted. */
    INVALID_REQUEST,
    /** 401 without an error code: the request carries no bearer token (RFC 6750 section 3.1). */
    NO_TOKEN,
    /** 401: the token is not valid. */
    INVALID_TOKEN,
    /** 403: the token is valid and does not allow the request. */
    INSUFFICIENT_SCOPE,
    /** 503: the token cannot be judged now. */
    UNAVAILABLE,
    /** None: the response was committed before the request was judged. */
    NOT_ANSWERED
  }

  /** One line: outcome, reason, route and explanation, without the cause. */
  @Override
  public String toString() {
    return outcome
        + reason.map(why -> " " + why).orElse("")
        + route.map(rule -> " at " + rule).orElse("")
        + ": "
        + explanation;
  }
}
