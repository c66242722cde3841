package dev.tokenvalidator.jwks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often the issuer may be asked. Two brakes, each on its own: a back-off after failures, and a
 * cool-down after refreshes that unknown key ids asked for in vain. Times are ticks of the
 * monotonic clock. Not safe for use by several threads: guarded by its owner's lock.
 */
final class RefreshPace {

  private static final Duration MIN_BACK_OFF = Duration.ofSeconds(1);
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(60);
  private static final Duration MAX_COLD_BACK_OFF = Duration.ofSeconds(5);
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(15);
  private static final Duration MIN_COOL_DOWN = Duration.ofSeconds(1);
  private static final Duration MAX_COOL_DOWN = Duration.ofSeconds(30);

  private int failures;
  private long attemptAllowedAt;
  private Duration coolDown = Duration.ZERO;
  private long coolDownEndsAt;
  private boolean askedDuringCoolDown;

  /** Whether a fetch may start; if a cool-down forbids it, one will follow when it ends. */
  boolean permits(boolean forUnknownKey, long now) {
    if (isBackingOff(now)) {
      return false;
    }
    if (forUnknownKey && isCoolingDown(now)) {
      askedDuringCoolDown = true;
      return false;
    }
    return true;
  }

  /** Success; {@code inVain} if an unknown key id asked for it and no new key came of it. */
  void succeeded(boolean inVain, boolean newKey, long now) {
    failures = 0;
    if (newKey) {
      coolDown = Duration.ZERO;
    } else if (inVain) {
      for (long quiet = now - coolDownEndsAt;
          quiet >= MAX_COOL_DOWN.toNanos() && !coolDown.isZero();
          quiet -= MAX_COOL_DOWN.toNanos()) {
        coolDown = coolDown.compareTo(MIN_COOL_DOWN) <= 0 ? Duration.ZERO : coolDown.dividedBy(2);
      }
      coolDown = clamp(coolDown.multipliedBy(2), MIN_COOL_DOWN, MAX_COOL_DOWN);
      coolDownEndsAt = now + coolDown.toNanos();
    }
    askedDuringCoolDown = false;
  }

  /** Failure; without any keys the next attempt comes sooner. */
  void failed(boolean cold, Duration retryAfter, long now) {
    failures = Math.min(failures + 1, 16);
    Duration max =
        cold
            ? MAX_COLD_BACK_OFF
            : clamp(MIN_BACK_OFF.multipliedBy(1L << failures), MIN_BACK_OFF, MAX_BACK_OFF);
    // Full jitter, so that many instances do not come back together.
    Duration backOff =
        Duration.ofNanos(
            ThreadLocalRandom.current().nextLong(MIN_BACK_OFF.toNanos(), max.toNanos() + 1));
    Duration asked = clamp(retryAfter, Duration.ZERO, MAX_RETRY_AFTER);
    attemptAllowedAt = now + (asked.compareTo(backOff) > 0 ? asked : backOff).toNanos();
  }

  /** Lifts both brakes, because somebody who may do so demands a fetch now. */
  void forgive() {
    failures = 0;
    coolDown = Duration.ZERO;
  }

  /** How long until a fetch may start. */
  Duration untilAttempt(long now) {
    return isBackingOff(now) ? Duration.ofNanos(attemptAllowedAt - now) : Duration.ZERO;
  }

  boolean isFailing() {
    return failures > 0;
  }

  /**
   * Whether to wait for a refresh has been of no use lately: the last one failed, or unknown key
   * ids asked for some in vain, and have not been quiet for twice their cool-down since.
   */
  boolean isInVain(long now) {
    return failures > 0 || (!coolDown.isZero() && now - coolDownEndsAt < coolDown.toNanos());
  }

  /** Whether an unknown key id was turned away by the cool-down and still wants its refresh. */
  boolean owesRefresh() {
    return askedDuringCoolDown;
  }

  Duration untilCoolDownEnds(long now) {
    return isCoolingDown(now) ? Duration.ofNanos(coolDownEndsAt - now) : Duration.ZERO;
  }

  private boolean isBackingOff(long now) {
    return failures > 0 && now - attemptAllowedAt < 0;
  }

  private boolean isCoolingDown(long now) {
    return !coolDown.isZero() && now - coolDownEndsAt < 0;
  }

  private static Duration clamp(Duration value, Duration min, Duration max) {
    return value.compareTo(min) < 0 ? min : value.compareTo(max) > 0 ? max : value;
  }
}
