package dev.tokenvalidator.benchmarks;

import java.time.Duration;

/** How long a good token is turned away before it is accepted. */
final class Recovery {

  private Recovery() {}

  static String await(Candidate candidate, String token, Duration poll, Duration longest) {
    Outcomes outcomes = new Outcomes(candidate);
    long start = System.nanoTime();
    while (!outcomes.ask(token).equals(Candidate.ACCEPTED)) {
      if (System.nanoTime() - start > longest.toNanos()) {
        return "not within " + longest.toSeconds() + " s: " + outcomes;
      }
      Pause.of(poll);
    }
    return Outcomes.seconds(Duration.ofNanos(System.nanoTime() - start)) + ": " + outcomes;
  }
}
