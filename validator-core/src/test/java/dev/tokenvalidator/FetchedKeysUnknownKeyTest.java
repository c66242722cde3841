package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.ReceivedRequest;
import dev.tokenvalidator.fixtures.SigningKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a key counts as unknown, or a signature as bad: only a fetch that began later proves it. */
class FetchedKeysUnknownKeyTest extends ValidatorTestBase {

  FetchedKeysUnknownKeyTest() {
    super("ES256");
  }

  @Test
  void fetchesAtMostTwiceAMinuteForAnAbsentKeyId() {
    accepts(issuer.token().mint());
    String stale = UnknownKeys.like(issuer.token().mint());
    int before = issuer.jwks().requestCount();

    for (int second = 0; second < 60; second++) {
      assertThat(reasonOf(validator, stale)).isEqualTo(Reason.UNKNOWN_KEY);
      issuer.clock().advance(Duration.ofSeconds(1));
    }

    assertThat(issuer.jwks().requestCount() - before).isEqualTo(2);
    // The fetches of new key ids are untouched: three may still start at once.
    for (int i = 0; i < 3; i++) {
      assertThat(reasonOf(validator, UnknownKeys.like(issuer.token().mint())))
          .isEqualTo(Reason.UNKNOWN_KEY);
    }
  }

  @Test
  void isUnavailableForANewKeyIdWhoseFetchFails() {
    accepts(issuer.token().mint());
    String known = UnknownKeys.like(issuer.token().mint());
    assertThat(reasonOf(validator, known)).isEqualTo(Reason.UNKNOWN_KEY);
    issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "20"));

    String late = UnknownKeys.like(issuer.token().mint());
    assertThat(unavailabilityOf(validator, late).retryAfter()).isEqualTo(Duration.ofSeconds(20));
    assertThat(unavailabilityOf(validator, late).retryAfter()).isEqualTo(Duration.ofSeconds(20));
    // An absent key id stays proven absent while the set is fresh.
    assertThat(reasonOf(validator, known)).isEqualTo(Reason.UNKNOWN_KEY);
    issuer.clock().advance(Duration.ofSeconds(30));
    unavailabilityOf(validator, known);
  }

  @Test
  @Tag("slow")
  void isUnavailableForAnUnknownKeyDuringItsFetch() {
    try (AccessTokenValidator patient =
        validatorFor(issuer).fetchTimeout(LONG).listener(events).build()) {
      assertThat(patient.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      issuer.keys().rotate();
      issuer.jwks().answer(Answer.hang());

      // The set is fresh, but its proof is missing while the fetch runs: for both callers.
      unavailabilityOf(patient, issuer.token().mint());
      unavailabilityOf(patient, issuer.token().mint());

      assertThat(issuer.jwks().requestCount()).isEqualTo(2);
      issuer.jwks().heal();
      events.await(() -> events.count("Loaded") == 2);
      assertThat(patient.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void isUnavailableForAnUnknownKeyWhileTheIssuerIsDown() {
    accepts(issuer.token().mint());
    issuer.stop();
    issuer.clock().advance(Duration.ofMinutes(1));

    unavailabilityOf(validator, issuer.token().signedBy(SigningKey.generate("ES384")).mint());
  }

  @Test
  void refusesAnOversizedKeyIdWithoutAFetch() {
    String token = issuer.token().keyId("k".repeat(257)).mint();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.MALFORMED);

    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void fetchesNothingForTokensThatNoNewKeyCanHelp() {
    accepts(issuer.token().mint());
    int fetches = issuer.jwks().requestCount();

    reasonOf(validator, issuer.token().algorithm("RS256").mint());
    reasonOf(
        validator,
        issuer
            .token()
            .withoutHeader("kid")
            .signedBy(SigningKey.generate("RS256"))
            .withoutHeader("kid")
            .mint());
    reasonOf(validator, issuer.token().unsigned().mint());
    reasonOf(validator, issuer.token().idToken().mint());

    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches);
  }

  @Test
  void acceptsNotModifiedAsProof() {
    accepts(issuer.token().mint());
    assertThat(reasonOf(validator, UnknownKeys.like(issuer.token().mint())))
        .isEqualTo(Reason.UNKNOWN_KEY);
    issuer.clock().advance(Duration.ofMinutes(10));
    accepts(issuer.token().mint());
    issuer.jwks().awaitRequests(3, LONG);

    List<ReceivedRequest> requests = issuer.jwks().requests();
    String tag = requests.get(1).header("If-None-Match").orElseThrow();
    assertThat(requests.get(0).header("If-None-Match")).isEmpty();
    assertThat(requests.get(2).header("If-None-Match")).contains(tag);
    // Only a fetch for a missing key bypasses caches.
    assertThat(requests.get(1).header("Cache-Control")).contains("no-cache");
    assertThat(requests.get(2).header("Cache-Control")).isEmpty();
    assertThat(requests.get(1).header("User-Agent")).contains("token-validator");
    events.await(() -> events.count("Loaded") == 3);
  }

  @Test
  void addsTheAgeHeaderToTheAgeOfTheSet() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.genuine().withHeader("Age", "20"));
    String token = UnknownKeys.like(issuer.token().mint());

    // The cache stored the set before this key id was first seen.
    assertThat(unavailabilityOf(validator, token).retryAfter()).isEqualTo(Duration.ofSeconds(10));
    issuer.clock().advance(Duration.ofSeconds(25));
    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);
    // The set arrived with 20 of its 30 seconds spent, and up to one more lost to rounding.
    issuer.clock().advance(Duration.ofSeconds(9).minus(TICK));
    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    issuer.clock().advance(TICK);
    assertThat(unavailabilityOf(validator, token).retryAfter()).isEqualTo(Duration.ofSeconds(21));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "5, 10"})
  void fetchesAgainSoonWhenACacheServesTheOldSet(String age, int seconds) {
    accepts(issuer.token().mint());
    String before = issuer.keys().jwkSet();
    issuer.keys().rotate();
    String token = issuer.token().mint();
    issuer.jwks().answer(Answer.genuine().withBody(before).withHeader("Age", age));

    assertThat(unavailabilityOf(validator, token).retryAfter())
        .isEqualTo(Duration.ofSeconds(seconds));

    issuer.jwks().heal();
    issuer.clock().advance(Duration.ofSeconds(seconds));
    accepts(token);
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);
  }

  @Test
  @Tag("slow")
  void reservesTheFetchesOfNewKeyIdsDespiteAStaleCache() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.genuine().withHeader("Age", "40"));
    String stale = UnknownKeys.like(issuer.token().mint());
    int before = issuer.jwks().requestCount();
    for (int second = 0; second < 120; second++) {
      assertThat(unavailabilityOf(validator, stale).retryAfter())
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
      issuer.clock().advance(Duration.ofSeconds(1));
    }
    // One fetch at once, three while the id is new, then two a minute.
    assertThat(issuer.jwks().requestCount() - before).isBetween(6, 7);

    issuer.jwks().heal();
    issuer.keys().rotate();
    accepts(issuer.token().mint());
  }

  @Test
  void fetchesUnconditionallyAfterAFailedConditionalFetch() {
    accepts(issuer.token().mint());
    issuer
        .jwks()
        .answerBy(
            request ->
                request.header("If-None-Match").isPresent()
                    ? Answer.status(412)
                    : Answer.genuine());
    issuer.keys().rotateKeepingOld();

    assertThat(unavailabilityOf(validator, issuer.token().mint()))
        .hasMessageContaining("status 412");

    issuer.clock().advance(Duration.ofSeconds(2));
    accepts(issuer.token().mint());
  }

  @Test
  void waitsForTheConfiguredReplicaLag() {
    try (AccessTokenValidator patient =
        validatorFor(issuer).replicaLag(Duration.ofSeconds(5)).build()) {
      assertThat(patient.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      String token = UnknownKeys.like(issuer.token().mint());
      int fetches = issuer.jwks().requestCount();

      assertThat(unavailabilityOf(patient, token).retryAfter()).isEqualTo(Duration.ofSeconds(5));
      assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
      issuer.clock().advance(Duration.ofSeconds(5));
      assertThat(reasonOf(patient, token)).isEqualTo(Reason.UNKNOWN_KEY);
      assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 2);
    }
  }

  @Test
  void fetchesAtMostOnceAMinuteForBadSignatures() {
    accepts(issuer.token().mint());
    int before = issuer.jwks().requestCount();
    for (int second = 0; second < 120; second++) {
      assertThat(reasonOf(validator, issuer.token().tampered("sub", "s" + second).mint()))
          .isEqualTo(Reason.BAD_SIGNATURE);
      issuer.clock().advance(Duration.ofSeconds(1));
    }
    assertThat(issuer.jwks().requestCount() - before).isEqualTo(2);

    for (int i = 0; i < 3; i++) {
      assertThat(reasonOf(validator, UnknownKeys.like(issuer.token().mint())))
          .isEqualTo(Reason.UNKNOWN_KEY);
    }
    issuer.jwks().answer(Answer.status(500));
    issuer.clock().advance(Duration.ofMinutes(2));
    assertThat(reasonOf(validator, issuer.token().tampered("sub", "x").mint()))
        .isEqualTo(Reason.BAD_SIGNATURE);
  }
}
