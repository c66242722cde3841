package dev.tokenvalidator.internal.issuer;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks that we measure ages with.
 *
 * @param wall the wall clock
 * @param ticker the monotonic clock: nanoseconds since an arbitrary moment
 */
public record Clocks(InstantSource wall, LongSupplier ticker) {

  Moment now() {
    return new Moment(ticker.getAsLong(), wall.millis());
  }
}
