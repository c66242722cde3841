package dev.tokenvalidator;

import java.time.Duration;

/**
 * A flood of worthless tokens (forged, expired, for somebody else) has begun or ended: more of them
 * were verified than the validator puts up with, see {@link
 * AccessTokenValidatorBuilder#concurrentVerifications}. It names no token and nobody who sent one.
 *
 * @param issuer the issuer whose tokens they claim to be
 * @param ended whether it is over; else it has just begun
 * @param duration how long it has lasted; zero when it begins
 * @param worthless how many worthless tokens were verified during it; at its beginning 0
 * @param turnedAway how many callers were told to come again during it; at its beginning 0
 */
public record VerificationFlood(
    String issuer, boolean ended, Duration duration, long worthless, long turnedAway) {

  /** One line for the log. */
  @Override
  public String toString() {
    return ended
        ? "the flood of worthless tokens of "
            + issuer
            + " is over after "
            + duration.toSeconds()
            + " s: "
            + worthless
            + " were verified in vain, and "
            + turnedAway
            + " callers were told to come again"
        : "a flood of worthless tokens of "
            + issuer
            + " has begun: callers whose tokens are not remembered yet may be told to come again";
  }
}
