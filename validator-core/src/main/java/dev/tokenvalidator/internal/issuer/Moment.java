package dev.tokenvalidator.internal.issuer;

import java.util.concurrent.TimeUnit;

/**
 * A moment on two clocks. A suspended machine freezes the monotonic clock, and somebody may set the
 * wall clock.
 *
 * @param tick nanoseconds of the monotonic clock
 * @param millis of the wall clock
 */
record Moment(long tick, long millis) {

  /**
   * How much time has passed at most, in nanoseconds: the larger of the two clocks' answers. A wall
   * clock that was set back counts for nothing.
   */
  long since(Moment earlier) {
    return Math.max(tick - earlier.tick, TimeUnit.MILLISECONDS.toNanos(millis - earlier.millis));
  }

  /** How much time has passed at least, in nanoseconds: nobody sets the monotonic clock. */
  long ticksSince(Moment earlier) {
    return tick - earlier.tick;
  }

  /** The moment so many nanoseconds earlier. */
  Moment minus(long nanos) {
    return new Moment(tick - nanos, millis - TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
