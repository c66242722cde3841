package dev.tokenvalidator;

import dev.tokenvalidator.keys.KeySetEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records everything that a validator reports. */
final class RecordingListener implements ValidatorListener {

  private final List<AccessToken> accepted = new CopyOnWriteArrayList<>();
  private final List<Refusal> refused = new CopyOnWriteArrayList<>();
  private final KeySetLog events = new KeySetLog();

  @Override
  public void accepted(AccessToken token) {
    accepted.add(token);
  }

  @Override
  public void refused(Refusal refusal) {
    refused.add(refusal);
  }

  @Override
  public void keySetChanged(KeySetEvent event) {
    events.keySetChanged(event);
  }

  List<AccessToken> accepted() {
    return accepted;
  }

  List<Refusal> refused() {
    return refused;
  }

  Refusal onlyRefusal() {
    if (refused.size() != 1) {
      throw new AssertionError(refused);
    }
    return refused.get(0);
  }

  /** The events of a kind so far. */
  <E extends KeySetEvent> List<E> events(Class<E> kind) {
    return events.of(kind);
  }

  /** Waits for the events of a kind, which are reported after their fetch has ended. */
  <E extends KeySetEvent> List<E> awaitEvents(int count, Class<E> kind) {
    events.await(() -> events.of(kind).size() >= count);
    return events.of(kind);
  }
}
