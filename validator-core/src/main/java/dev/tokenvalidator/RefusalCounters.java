package dev.tokenvalidator;

import dev.tokenvalidator.Refusal.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts refusals by outcome and reason. Safe for use by several threads. */
final class RefusalCounters {

  /** Fixed, one for each outcome; the maps inside have no more entries than there are reasons. */
  private final Map<Outcome, ConcurrentMap<Optional<Reason>, LongAdder>> counts =
      new EnumMap<>(Outcome.class);

  RefusalCounters() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new ConcurrentHashMap<>());
    }
  }

  void count(Refusal refusal) {
    ofOutcome(refusal.outcome())
        .computeIfAbsent(refusal.reason(), first -> new LongAdder())
        .increment();
  }

  long count(Outcome outcome, Optional<Reason> reason) {
    LongAdder count = ofOutcome(outcome).get(reason);
    return count == null ? 0 : count.sum();
  }

  private ConcurrentMap<Optional<Reason>, LongAdder> ofOutcome(Outcome outcome) {
    ConcurrentMap<Optional<Reason>, LongAdder> found = counts.get(outcome);
    if (found == null) {
      throw new IllegalStateException("no counters of " + outcome);
    }
    return found;
  }
}
