package dev.tokenvalidator;

import java.util.Optional;

/**
 * A request that was turned away, as the operator sees it.
 *
 * @param outcome which answer the client got
 * @param reason why the token was refused, for {@link Outcome#INVALID_TOKEN}
 * @param explanation what was expected and found
 * @param route what the request wanted, where that is known: the rule that covers it, as configured
 */
public record Refusal(
    Outcome outcome, Optional<Reason> reason, Explanation explanation, Optional<String> route) {

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

  /** One line: outcome, reason, route and explanation. */
  @Override
  public String toString() {
    return outcome
        + reason.map(why -> " " + why).orElse("")
        + route.map(rule -> " at " + rule).orElse("")
        + ": "
        + explanation;
  }
}
