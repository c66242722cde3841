package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The issuer is down, or so slow that it might as well be. */
final class OutageScenarios {

  private static final int REQUESTS = 20;
  private static final Duration TRICKLE = Duration.ofMillis(200);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(40);
  private static final Duration OUTAGE_POLL = Duration.ofMillis(200);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(45);

  private OutageScenarios() {}

  static List<KeyScenario> quick() {
    return List.of(
        new KeyScenario(
            "outage after the keys' life, idle at its end: 20 valid tokens [1]",
            OutageScenarios::outage));
  }

  static List<KeyScenario> slow() {
    return List.of(
        new KeyScenario(
            "trickle after the keys' life: one valid token [1] [2]", OutageScenarios::trickleWarm),
        new KeyScenario(
            "trickle before any keys: one valid token [2]", OutageScenarios::trickleCold),
        new KeyScenario(
            "issuer down at the first 3 tokens, then back: usable after",
            OutageScenarios::coldRecovery));
  }

  private static String outage(TestIssuer issuer, Library library) {
    String token = issuer.token().mint();
    try (Candidate candidate = library.withEndingLife().apply(issuer)) {
      candidate.begin(token);
      candidate.endKeyLife();
      issuer.stop();
      Outcomes outcomes = new Outcomes(candidate);
      for (int i = 0; i < REQUESTS; i++) {
        outcomes.ask(token);
      }
      return outcomes + "; " + outcomes.slowest();
    }
  }

  private static String trickleWarm(TestIssuer issuer, Library library) {
    String token = issuer.token().mint();
    try (Candidate candidate = library.withEndingLife().apply(issuer)) {
      candidate.begin(token);
      candidate.endKeyLife();
      issuer.jwks().answer(Answer.genuine().trickled(1, TRICKLE));
      return call(candidate, token);
    }
  }

  private static String trickleCold(TestIssuer issuer, Library library) {
    issuer.jwks().answer(Answer.genuine().trickled(1, TRICKLE));
    try (Candidate candidate = library.asItComes().apply(issuer)) {
      return call(candidate, issuer.token().mint());
    }
  }

  private static String call(Candidate candidate, String token) {
    long start = System.nanoTime();
    try {
      String outcome =
          CompletableFuture.supplyAsync(
                  () -> candidate.decide(token), KeyScenarioComparison.THREADS)
              .get(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS);
      return outcome + " after " + Outcomes.seconds(Duration.ofNanos(System.nanoTime() - start));
    } catch (TimeoutException e) {
      return "no answer within " + LONGEST_CALL.toSeconds() + " s, given up";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String coldRecovery(TestIssuer issuer, Library library) {
    String token = issuer.token().mint();
    issuer.stop();
    try (Candidate candidate = library.asItComes().apply(issuer)) {
      Outcomes down = new Outcomes(candidate);
      for (int i = 0; i < 3; i++) {
        down.ask(token);
        Pause.of(OUTAGE_POLL);
      }
      issuer.resume();
      return Recovery.await(candidate, token, POLL, LONGEST_RECOVERY) + "; while down " + down;
    }
  }
}
