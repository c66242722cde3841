package dev.tokenvalidator;

import dev.tokenvalidator.keys.KeySetEvent;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens to the tokens of one issuer beside the way of a remembered token, whose
 * figures the memory counts. Safe for use by several threads.
 */
final class IssuerCounters {

  private final LongAdder verified = new LongAdder();
  private final LongAdder verificationNanos = new LongAdder();
  private final LongAdder refusedAgain = new LongAdder();
  private final LongAdder loads = new LongAdder();
  private final LongAdder failedLoads = new LongAdder();
  private final LongAdder floods = new LongAdder();

  /** A token that was not remembered was verified and found valid. */
  void countVerified(Duration time) {
    verificationNanos.add(time.toNanos());
    verified.increment();
  }

  /** A token whose signature is known to be right is refused. */
  void countRefusedAgain() {
    refusedAgain.increment();
  }

  void count(KeySetEvent event) {
    if (event instanceof KeySetEvent.Loaded) {
      loads.increment();
    } else if (event instanceof KeySetEvent.LoadFailed) {
      failedLoads.increment();
    }
  }

  void count(VerificationFlood flood) {
    if (!flood.ended()) {
      floods.increment();
    }
  }

  long verified() {
    return verified.sum();
  }

  Duration verificationTime() {
    return Duration.ofNanos(verificationNanos.sum());
  }

  long refusedAgain() {
    return refusedAgain.sum();
  }

  long loads() {
    return loads.sum();
  }

  long failedLoads() {
    return failedLoads.sum();
  }

  long floods() {
    return floods.sum();
  }
}
