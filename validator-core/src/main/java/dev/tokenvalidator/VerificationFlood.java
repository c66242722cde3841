package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.LogLine;
import java.time.Duration;

/**
 * A flood of worthless tokens (forged, expired, for another API) began or ended: more than 20 a
 * second beyond the good ones, see {@link AccessTokenValidatorBuilder#concurrentVerifications}. It
 * names no token and no sender.
 *
 * @param issuer the issuer whose keys the tokens were checked with
 * @param ended whether it is over; otherwise it has just begun
 * @param duration how long it lasted; zero when it begins
 * @param worthless how many worthless tokens were verified during it; 0 when it begins
 * @param turnedAway how many callers got 503 during it; 0 when it begins
 */
public record VerificationFlood(
    String issuer, boolean ended, Duration duration, long worthless, long turnedAway) {

  /** One line for the log. */
  @Override
  public String toString() {
    return ended
        ? LogLine.of("flood of worthless tokens ended")
            .with("issuer", issuer)
            .time("duration", duration)
            .with("worthless", worthless)
            .with("turnedAway", turnedAway)
            .toString()
        : LogLine.of("flood of worthless tokens began")
            .with("issuer", issuer)
            .text("hint", "callers whose tokens are not remembered yet may get 503")
            .toString();
  }
}
