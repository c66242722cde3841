package dev.tokenvalidator.internal.issuer;

import java.time.Duration;

/**
 * Limits the number of attempts that hang and cannot be ended. While fewer than three hang, there
 * is no limit. While three hang, another attempt may be made a minute after the last one, and each
 * further one that hangs doubles this pause, up to an hour: by then the cause may be gone. Safe for
 * use by several threads.
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
   * Whether another attempt may be made. If so, it counts as made now.
   *
   * @param hanging how many attempts hang
   */
  synchronized boolean tryMake(int hanging) {
    Moment now = clocks.now();
    int excess = Math.min(hanging - MAX_AT_ONCE, Long.SIZE / 4);
    if (excess >= 0 && now.since(last) < Math.min(FIRST_PAUSE << excess, LONGEST_PAUSE)) {
      return false;
    }
    last = now;
    return true;
  }
}
