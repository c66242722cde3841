package dev.tokenvalidator;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Measures one validation. A clock of the application that fails measures nothing. */
final class Stopwatch {

  private final LongSupplier ticker;
  private final long start;
  private final boolean runs;

  /** Starts. */
  Stopwatch(LongSupplier ticker) {
    this.ticker = ticker;
    long now = 0;
    boolean works = false;
    try {
      now = ticker.getAsLong();
      works = true;
    } catch (Throwable e) {
      // The validation itself shows whether it needs the clock.
    }
    start = now;
    runs = works;
  }

  /** The time since the start; empty if the clock failed. */
  Optional<Duration> elapsed() {
    try {
      return runs
          ? Optional.of(Duration.ofNanos(Math.max(0, ticker.getAsLong() - start)))
          : Optional.empty();
    } catch (Throwable e) {
      return Optional.empty();
    }
  }
}
