package dev.tokenvalidator.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What one candidate said to a number of tokens, and how long it took at most. */
final class Outcomes {

  private final Candidate candidate;
  private final Map<String, Integer> counts = new TreeMap<>();
  private long slowest;

  Outcomes(Candidate candidate) {
    this.candidate = candidate;
  }

  String ask(String token) {
    long start = System.nanoTime();
    String outcome = candidate.decide(token);
    slowest = Math.max(slowest, System.nanoTime() - start);
    counts.merge(outcome, 1, Integer::sum);
    return outcome;
  }

  String slowest() {
    return "slowest " + slowest / 1_000_000 + " ms";
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
  }

  @Override
  public String toString() {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }
}
