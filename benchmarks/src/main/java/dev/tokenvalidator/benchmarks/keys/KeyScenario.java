package dev.tokenvalidator.benchmarks.keys;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Something that happens to an issuer's keys.
 *
 * @param name what happens
 * @param course lets it happen, and returns what the library did
 */
record KeyScenario(String name, BiFunction<TestIssuer, Candidate.Library, String> course) {

  private static final String RSA_KEY_WITHOUT_EXPONENT =
      "{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"bad\",\"n\":\"AQAB\"}";
  private static final Duration TRICKLE = Duration.ofMillis(200);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(40);
  private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(45);
  private static final Duration FLOOD_PAUSE = Duration.ofMillis(5);

  static List<KeyScenario> all() {
    return List.of(
        new KeyScenario("is down when the keys' life ends: 20 valid tokens", KeyScenario::outage),
        new KeyScenario(
            "sends its set a byte every 200 ms: a valid token", KeyScenario::trickleWarm),
        new KeyScenario("does so before there are any keys", KeyScenario::trickleCold),
        new KeyScenario("has a malformed RSA entry beside the good key", KeyScenario::badEntry),
        new KeyScenario("publishes an empty set: a token of the key before", KeyScenario::emptySet),
        new KeyScenario("redirects to a set on another port", KeyScenario::redirect),
        new KeyScenario(
            "was down for the first 3 tokens: usable again after", KeyScenario::coldRecovery),
        new KeyScenario("gets 1,000 junk key ids at once: fetches", KeyScenario::junk),
        new KeyScenario(
            "replaces its key after one junk key id: usable after",
            (issuer, library) -> replacement(issuer, library, Duration.ZERO)),
        // By then every library has used up what it allows itself for new key ids.
        new KeyScenario(
            "replaces its key 35 s into a flood of junk: usable after",
            (issuer, library) -> replacement(issuer, library, Duration.ofSeconds(35))));
  }

  String run(Candidate.Library library) {
    try (TestIssuer issuer = TestIssuer.builder().algorithm("RS256").start()) {
      return course.apply(issuer, library);
    }
  }

  private static String outage(TestIssuer issuer, Candidate.Library library) {
    String token = issuer.token().mint();
    try (Candidate candidate = library.withEndingLife().apply(issuer)) {
      candidate.begin(token);
      candidate.endKeyLife();
      issuer.stop();
      Outcomes outcomes = new Outcomes(candidate);
      for (int i = 0; i < 20; i++) {
        outcomes.ask(token);
      }
      return outcomes.toString();
    }
  }

  private static String junk(TestIssuer issuer, Candidate.Library library) {
    String token = issuer.token().mint();
    JunkTokens junk = new JunkTokens(token);
    try (Candidate candidate = library.withDefaults().apply(issuer)) {
      candidate.begin(token);
      issuer.forgetRequests();
      Outcomes valid = new Outcomes(candidate);
      for (int i = 1; i <= 1_000; i++) {
        candidate.validate(junk.next());
        if (i % 10 == 0) {
          valid.ask(token);
        }
      }
      return issuer.jwks().requestCount() + "; valid tokens: " + valid;
    }
  }

  private static String badEntry(TestIssuer issuer, Candidate.Library library) {
    issuer.keys().publishJwk(RSA_KEY_WITHOUT_EXPONENT);
    try (Candidate candidate = library.withDefaults().apply(issuer)) {
      return candidate.validate(issuer.token().mint());
    }
  }

  private static String emptySet(TestIssuer issuer, Candidate.Library library) {
    String token = issuer.token().mint();
    try (Candidate candidate = library.withDefaults().apply(issuer)) {
      candidate.begin(token);
      issuer.keys().publishOnly(List.of());
      candidate.validate(new JunkTokens(token).next());
      return candidate.validate(token);
    }
  }

  private static String redirect(TestIssuer issuer, Candidate.Library library) {
    try (TestIssuer other = TestIssuer.builder().algorithm("RS256").start();
        Candidate candidate = library.withDefaults().apply(issuer)) {
      other.keys().publishOnly(issuer.keys().published());
      issuer.jwks().answer(Answer.redirect(other.jwks().uri()));
      String outcome = candidate.validate(issuer.token().mint());
      return outcome + "; requests there: " + other.requests().size();
    }
  }

  private static String trickleWarm(TestIssuer issuer, Candidate.Library library) {
    String token = issuer.token().mint();
    try (Candidate candidate = library.withEndingLife().apply(issuer)) {
      candidate.begin(token);
      candidate.endKeyLife();
      issuer.jwks().answer(Answer.genuine().trickled(1, TRICKLE));
      return call(candidate, token);
    }
  }

  private static String trickleCold(TestIssuer issuer, Candidate.Library library) {
    issuer.jwks().answer(Answer.genuine().trickled(1, TRICKLE));
    try (Candidate candidate = library.withDefaults().apply(issuer)) {
      return call(candidate, issuer.token().mint());
    }
  }

  private static String call(Candidate candidate, String token) {
    long start = System.nanoTime();
    return CompletableFuture.supplyAsync(
            () -> candidate.validate(token) + " after " + Outcomes.secondsSince(start),
            Background.THREADS)
        .completeOnTimeout(
            "no answer within " + LONGEST_CALL.toSeconds() + " s, given up",
            LONGEST_CALL.toSeconds(),
            TimeUnit.SECONDS)
        .join();
  }

  private static String coldRecovery(TestIssuer issuer, Candidate.Library library) {
    String token = issuer.token().mint();
    issuer.stop();
    try (Candidate candidate = library.withDefaults().apply(issuer)) {
      Outcomes down = new Outcomes(candidate);
      for (int i = 0; i < 3; i++) {
        down.ask(token);
        Background.pause(Duration.ofMillis(200));
      }
      issuer.resume();
      return untilAccepted(candidate, token, Duration.ofMillis(50)) + "; while down " + down;
    }
  }

  private static String replacement(TestIssuer issuer, Candidate.Library library, Duration flood) {
    String token = issuer.token().mint();
    JunkTokens junk = new JunkTokens(token);
    SigningKey next = SigningKey.generate("RS256");
    try (Candidate candidate = library.withDefaults().apply(issuer)) {
      candidate.begin(token);
      candidate.validate(junk.next());
      if (flood.isZero()) {
        return replaced(issuer, next, candidate);
      }
      return Background.during(
          () -> {
            candidate.validate(junk.next());
            Background.pause(FLOOD_PAUSE);
          },
          () -> {
            Background.pause(flood);
            return replaced(issuer, next, candidate);
          });
    }
  }

  private static String replaced(TestIssuer issuer, SigningKey next, Candidate candidate) {
    issuer.keys().publishOnly(List.of(next.jwk()));
    issuer.keys().signWith(next);
    return untilAccepted(candidate, issuer.token().mint(), Duration.ofMillis(20));
  }

  private static String untilAccepted(Candidate candidate, String token, Duration poll) {
    return Outcomes.untilAccepted(candidate, token, poll, LONGEST_RECOVERY);
  }
}
