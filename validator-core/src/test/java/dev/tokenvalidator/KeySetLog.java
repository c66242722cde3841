package dev.tokenvalidator;

import dev.tokenvalidator.keys.KeySetEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Records key set events, and lets a test wait for them. */
final class KeySetLog implements ValidatorListener {

  private static final long MAX_WAIT_MILLIS = 10_000;

  private final List<KeySetEvent> events = new ArrayList<>();

  @Override
  public synchronized void keySetChanged(KeySetEvent event) {
    events.add(event);
    notifyAll();
  }

  synchronized List<String> kinds() {
    return events.stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  synchronized int count(String kind) {
    return (int) kinds().stream().filter(kind::equals).count();
  }

  /** How many fetches brought a set without a usable key. */
  synchronized int emptySets() {
    return (int) of(KeySetEvent.LoadFailed.class).stream().filter(it -> it.emptySet()).count();
  }

  /** After how many failed fetches an older set stayed in use. */
  synchronized int staleSets() {
    return (int)
        of(KeySetEvent.LoadFailed.class).stream().filter(it -> it.age().isPresent()).count();
  }

  /** The events of one kind, oldest first. */
  synchronized <T extends KeySetEvent> List<T> of(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  synchronized List<KeySetEvent> severe() {
    return events.stream()
        .filter(event -> event instanceof KeySetEvent.EntrySkipped skipped && skipped.severe())
        .toList();
  }

  synchronized void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + MAX_WAIT_MILLIS * 1_000_000;
    while (!condition.getAsBoolean()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("did not happen; events so far: " + events);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public synchronized String toString() {
    return events.toString();
  }
}
