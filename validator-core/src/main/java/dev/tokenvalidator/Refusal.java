package dev.tokenvalidator;

import java.util.Optional;

/**
 * A request that was turned away, as the operator sees it.
 *
 * @param outcome which of the four answers the client got
 * @param reason why the token was refused, for {@link Outcome#INVALID_TOKEN}
 * @param explanation what was expected and found
 * @param route what the request wanted, where that is known: the rule that covers it, as configured
 */
public record Refusal(
    Outcome outcome, Optional<Reason> reason, Explanation explanation, Optional<String> route) {

  /** The answer the client got. */
  public enum Outcome {
    /** 400: the request does not carry a token as RFC 6750 section 2.1 asks. */
    INVALID_REQUEST,
    /** 401: the token is bad. */
    INVALID_TOKEN,
    /** 403: the token is good and does not allow what was asked. */
    INSUFFICIENT_SCOPE,
    /** 503: it cannot be told now whether the token is good. */
    UNAVAILABLE
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
