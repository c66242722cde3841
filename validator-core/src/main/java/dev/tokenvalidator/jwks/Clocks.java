package dev.tokenvalidator.jwks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks that an age is measured by. A suspended machine freezes the monotonic one, and
 * somebody may set the wall clock; the larger of the two ages is the safe one, and a wall clock
 * that was set back counts for nothing.
 *
 * @param wall the time of day
 * @param ticker nanoseconds since some moment
 */
public record Clocks(InstantSource wall, LongSupplier ticker) {

  /** A moment on both clocks. */
  record Moment(long tick, long millis) {}

  Moment now() {
    return new Moment(ticker.getAsLong(), wall.millis());
  }

  Duration since(Moment moment) {
    long nanos = ticker.getAsLong() - moment.tick();
    long millis = wall.millis() - moment.millis();
    Duration monotonic = Duration.ofNanos(nanos);
    Duration elapsed = Duration.ofMillis(millis);
    return monotonic.compareTo(elapsed) >= 0 ? monotonic : elapsed;
  }
}
