package dev.tokenvalidator.internal.issuer;

import java.time.Duration;

/**
 * Bounds how many attempts may hang that nobody can end. Three are left to themselves. Then another
 * is made after a minute, and each further one after twice the time of the last, an hour at most:
 * whatever they hang on may be well by then. Safe for use by several threads.
 */
final class HangingAttempts {

  private static final int MAX_AT_ONCE = 3;
  private static final long FIRST_PAUSE = Duration.ofMinutes(1).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofHours(1).toNanos();

  private final Clocks clocks;
  private Moment last = new Moment(0, 0);

  HangingAttempts(Clocks clocks) {
    this.clocks = clocks;
  }

  /**
   * Whether another attempt may be made; if so, it counts as made now.
   *
   * @param hanging how many hang
   */
  synchronized boolean tryMake(int hanging) {
    Moment now = clocks.now();
    int beyond = Math.min(hanging - MAX_AT_ONCE, Long.SIZE / 4);
    if (beyond >= 0 && now.since(last) < Math.min(FIRST_PAUSE << beyond, LONGEST_PAUSE)) {
      return false;
    }
    last = now;
    return true;
  }
}
