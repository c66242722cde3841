package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;

/** The issuer answers, with something else than the usual; or is asked for keys that nobody has. */
final class KeySetScenarios {

  private static final int JUNK = 1_000;
  private static final int VALID_EVERY = 10;
  private static final String RSA_KEY_WITHOUT_EXPONENT =
      "{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"bad\",\"n\":\"AQAB\"}";
  private static final Duration SHORT_FLOOD = Duration.ofSeconds(5);

  /** By then every library has used up what it allows itself for new key ids. */
  private static final Duration LONG_FLOOD = Duration.ofSeconds(35);

  private static final Duration FLOOD_PAUSE = Duration.ofMillis(5);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(45);

  private KeySetScenarios() {}

  static List<KeyScenario> quick() {
    return List.of(
        new KeyScenario(
            "1,000 junk key ids at full speed, a valid token after every 10",
            KeySetScenarios::junk),
        new KeyScenario(
            "one malformed RSA entry beside a good key: one valid token",
            KeySetScenarios::badEntry),
        new KeyScenario(
            "set becomes empty, one junk key id has it fetched: a valid token of before",
            KeySetScenarios::emptySet),
        new KeyScenario(
            "redirect to a set on another port: one valid token", KeySetScenarios::redirect));
  }

  static List<KeyScenario> slow() {
    return List.of(
        new KeyScenario(
            "key replaced right after one junk key id: its first token accepted after",
            (issuer, library) -> replacement(issuer, library, Duration.ZERO)),
        new KeyScenario(
            "key replaced 5 s into a flood of junk key ids (at most 200/s): its first token accepted after",
            (issuer, library) -> replacement(issuer, library, SHORT_FLOOD)),
        new KeyScenario(
            "key replaced 35 s into a flood of junk key ids (at most 200/s): its first token accepted after",
            (issuer, library) -> replacement(issuer, library, LONG_FLOOD)));
  }

  private static String junk(TestIssuer issuer, Library library) {
    String token = issuer.token().mint();
    JunkTokens junk = new JunkTokens(token);
    try (Candidate candidate = library.asItComes().apply(issuer)) {
      candidate.begin(token);
      issuer.forgetRequests();
      Outcomes valid = new Outcomes(candidate);
      for (int i = 1; i <= JUNK; i++) {
        candidate.decide(junk.next());
        if (i % VALID_EVERY == 0) {
          valid.ask(token);
        }
      }
      return "key set requests: " + issuer.jwks().requestCount() + "; valid tokens: " + valid;
    }
  }

  private static String badEntry(TestIssuer issuer, Library library) {
    issuer.keys().publishJwk(RSA_KEY_WITHOUT_EXPONENT);
    try (Candidate candidate = library.asItComes().apply(issuer)) {
      return candidate.decide(issuer.token().mint());
    }
  }

  private static String emptySet(TestIssuer issuer, Library library) {
    String token = issuer.token().mint();
    try (Candidate candidate = library.asItComes().apply(issuer)) {
      candidate.begin(token);
      issuer.keys().publishOnly(List.of());
      candidate.decide(new JunkTokens(token).next());
      return candidate.decide(token);
    }
  }

  private static String redirect(TestIssuer issuer, Library library) {
    try (TestIssuer other = TestIssuer.builder().algorithm("RS256").start();
        Candidate candidate = library.asItComes().apply(issuer)) {
      other.keys().publishOnly(issuer.keys().published());
      issuer.jwks().answer(Answer.redirect(other.jwks().uri()));
      String outcome = candidate.decide(issuer.token().mint());
      return outcome + "; requests there: " + other.requests().size();
    }
  }

  private static String replacement(TestIssuer issuer, Library library, Duration flood) {
    String token = issuer.token().mint();
    JunkTokens junk = new JunkTokens(token);
    try (Candidate candidate = library.asItComes().apply(issuer)) {
      candidate.begin(token);
      candidate.decide(junk.next());
      if (flood.isZero()) {
        return replaced(issuer, candidate);
      }
      String[] result = new String[1];
      Neighbour.during(
          () -> {
            Pause.of(flood);
            result[0] = replaced(issuer, candidate);
          },
          () -> {
            candidate.decide(junk.next());
            Pause.of(FLOOD_PAUSE);
          });
      return result[0];
    }
  }

  private static String replaced(TestIssuer issuer, Candidate candidate) {
    SigningKey next = SigningKey.generate("RS256");
    issuer.keys().publishOnly(List.of(next.jwk()));
    issuer.keys().signWith(next);
    return Recovery.await(candidate, issuer.token().mint(), POLL, LONGEST_RECOVERY);
  }
}
