package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.keys.KeySetEvent;
import java.time.Duration;
import java.util.List;

/** Knows from the validator's events which keys it has, and waits for one to arrive. */
final class KeyIdsInForce implements ValidatorListener {

  private List<String> keyIds = List.of();

  @Override
  public synchronized void keySetChanged(KeySetEvent event) {
    if (event instanceof KeySetEvent.Loaded loaded) {
      keyIds = loaded.keyIds();
      notifyAll();
    }
  }

  synchronized void await(String keyId, Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!keyIds.contains(keyId)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new IllegalStateException("the key " + keyId + " did not arrive within " + time);
      }
      try {
        wait(left / 1_000_000 + 1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
