package dev.tokenvalidator.internal.issuer;

import java.util.concurrent.TimeUnit;

/**
 * A moment on two clocks. The monotonic clock stops while a machine is suspended, and the wall
 * clock may be set.
 *
 * @param tick nanoseconds of the monotonic clock
 * @param millis milliseconds of the wall clock
 */
record Moment(long tick, long millis) {

  /** The wall clock counts whole milliseconds, so a difference of one or two means nothing. */
  private static final long WALL_PRECISION = TimeUnit.MILLISECONDS.toNanos(2);

  /**
   * The most time that may have passed, in nanoseconds: the larger of the two clocks' differences.
   * A wall clock that was set back has no effect.
   */
  long since(Moment earlier) {
    long ticks = tick - earlier.tick;
    long wall = TimeUnit.MILLISECONDS.toNanos(millis - earlier.millis);
    return wall - WALL_PRECISION > ticks ? wall : ticks;
  }

  /** The time that has surely passed, in nanoseconds: the monotonic clock cannot be set. */
  long ticksSince(Moment earlier) {
    return tick - earlier.tick;
  }

  /** The moment that is this many nanoseconds earlier. */
  Moment minus(long nanos) {
    return new Moment(tick - nanos, millis - TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
