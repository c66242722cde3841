package dev.tokenvalidator.internal.issuer;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks that ages are measured by.
 *
 * @param wall the time of day
 * @param ticker nanoseconds since some moment
 */
public record Clocks(InstantSource wall, LongSupplier ticker) {

  Moment now() {
    return new Moment(ticker.getAsLong(), wall.millis());
  }
}
