package dev.tokenvalidator;

import java.util.Optional;

/**
 * A request that was turned away, as the operator sees it.
 *
 * @param outcome which answer the client got
 * @param reason why the token was refused, for {@link Outcome#INVALID_TOKEN}; and what failed, for
 *     {@link Reason#INTERNAL_ERROR} and {@link Reason#SIGNATURE_PROVIDER_FAILED}
 * @param explanation what was expected and found
 * @param route what the request wanted, where that is known: the rule that covers it, as configured
 * @param cause what was thrown, for {@link Reason#INTERNAL_ERROR} and {@link
 *     Reason#SIGNATURE_PROVIDER_FAILED}. It is as it was thrown: its message may quote a token. The
 *     log of this library shows its classes and its stack trace only
 */
public record Refusal(
    Outcome outcome,
    Optional<Reason> reason,
    Explanation explanation,
    Optional<String> route,
    Optional<Throwable> cause) {

  /**
   * A refusal that nothing was thrown for.
   *
   * @param outcome which answer the client got
   * @param reason why the token was refused, where it was
   * @param explanation what was expected and found
   * @param route what the request wanted, where that is known
   */
  public Refusal(
      Outcome outcome, Optional<Reason> reason, Explanation explanation, Optional<String> route) {
    this(outcome, reason, explanation, route, Optional.empty());
  }

  /** The answer the client got. */
  public enum Outcome {
    /** 400: the request is not one that can be judged, or 405: its method never is let in. */
    INVALID_REQUEST,
    /** 401 without an error code: the request carries no bearer token (RFC 6750 section 3.1). */
    NO_TOKEN,
    /** 401: the token is bad. */
    INVALID_TOKEN,
    /** 403: the token is good and does not allow what was asked. */
    INSUFFICIENT_SCOPE,
    /** 503: it cannot be told now whether the token is good. */
    UNAVAILABLE,
    /** None: the response was committed before the request could be judged. */
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
