package dev.tokenvalidator.examples.documentation;

import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.keys.KeySetEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Counts the refusals of each client. */
final class RefusalsByClient implements ValidatorListener {

  static final Map<String, Integer> COUNTS = new ConcurrentHashMap<>();

  /** Opens when the keys are there. */
  static final CountDownLatch LOADED = new CountDownLatch(1);

  @Override
  public void refused(Refusal refusal) {
    refusal.clientId().ifPresent(client -> COUNTS.merge(client, 1, Integer::sum));
  }

  @Override
  public void keySetChanged(KeySetEvent event) {
    if (event instanceof KeySetEvent.Loaded) {
      LOADED.countDown();
    }
  }
}
