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

  /** The wall clock counts whole milliseconds: a difference of one or two says nothing. */
  private static final long WALL_PRECISION = TimeUnit.MILLISECONDS.toNanos(2);

  /**
   * How much time has passed at most, in nanoseconds: the larger of the two clocks' answers. A wall
   * clock that was set back counts for nothing.
   */
  long since(Moment earlier) {
    long ticks = tick - earlier.tick;
    long wall = TimeUnit.MILLISECONDS.toNanos(millis - earlier.millis);
    return wall - WALL_PRECISION > ticks ? wall : ticks;
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
