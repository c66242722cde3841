package dev.tokenvalidator.benchmarks.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The system's time, moved ahead by hand: wall clock and ticker. The fixtures' clock takes a lock
 * to be read; this one does not, so that no wait that is counted comes from the clock.
 */
final class MovableClock implements InstantSource, LongSupplier {

  private final AtomicLong nanosAhead = new AtomicLong();

  void advance(Duration amount) {
    nanosAhead.addAndGet(amount.toNanos());
  }

  @Override
  public Instant instant() {
    return InstantSource.system().instant().plusNanos(nanosAhead.get());
  }

  @Override
  public long getAsLong() {
    return System.nanoTime() + nanosAhead.get();
  }
}
