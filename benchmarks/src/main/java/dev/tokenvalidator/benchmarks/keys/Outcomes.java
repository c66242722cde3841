package dev.tokenvalidator.benchmarks.keys;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What one candidate answered to a number of tokens. */
final class Outcomes {

  private final Candidate candidate;
  private final Map<String, Integer> counts = new TreeMap<>();

  Outcomes(Candidate candidate) {
    this.candidate = candidate;
  }

  String ask(String token) {
    String outcome = candidate.validate(token);
    counts.merge(outcome, 1, Integer::sum);
    return outcome;
  }

  /** How long a good token is refused before it is accepted. */
  static String untilAccepted(Candidate candidate, String token, Duration poll, Duration longest) {
    Outcomes outcomes = new Outcomes(candidate);
    long start = System.nanoTime();
    while (!outcomes.ask(token).equals(Candidate.ACCEPTED)) {
      if (System.nanoTime() - start > longest.toNanos()) {
        return "not within " + longest.toSeconds() + " s: " + outcomes;
      }
      Background.pause(poll);
    }
    return secondsSince(start) + ": " + outcomes;
  }

  static String secondsSince(long start) {
    return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }
}
