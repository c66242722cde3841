package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.ReceivedRequest;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it takes to call a key unknown, or a signature bad. */
class KeyProofTest {

  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final TestIssuer issuer = TestIssuer.builder().algorithm("ES256").start();
  private final KeySetLog events = new KeySetLog();
  private final AccessTokenValidator validator =
      validatorFor(issuer).fetchTimeout(LONG).listener(events).build();

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
  }

  private void accepts(String token) {
    assertThat(validator.validate(token).clientId()).isEqualTo(issuer.app().id());
  }

  private String junk() {
    return UnknownKeys.like(issuer.token().mint());
  }

  @Test
  void acceptsANewKeyAtOnceDespiteAStaleClient() {
    accepts(issuer.token().mint());
    String ofOtherTenant = junk();
    for (int second = 0; second < 25; second += 5) {
      assertThat(reasonOf(validator, ofOtherTenant)).isEqualTo(Reason.UNKNOWN_KEY);
      issuer.clock().advance(Duration.ofSeconds(5));
    }

    issuer.keys().rotate();

    accepts(issuer.token().mint());
    assertThat(issuer.jwks().requestCount()).isEqualTo(3); // start, stale client, new key
  }

  @Test
  void fetchesAtMostTwiceAMinuteForAnAbsentKeyId() {
    accepts(issuer.token().mint());
    String ofOtherTenant = junk();
    int before = issuer.jwks().requestCount();

    for (int second = 0; second < 60; second++) {
      assertThat(reasonOf(validator, ofOtherTenant)).isEqualTo(Reason.UNKNOWN_KEY);
      issuer.clock().advance(Duration.ofSeconds(1));
    }

    assertThat(issuer.jwks().requestCount() - before).isEqualTo(2);
    // Nor has it taken anything from others: three new ones may still ask at once.
    for (int i = 0; i < 3; i++) {
      assertThat(reasonOf(validator, junk())).isEqualTo(Reason.UNKNOWN_KEY);
    }
  }

  @Test
  void isUnavailableForANewKeyIdWhoseFetchFails() {
    accepts(issuer.token().mint());
    String known = junk();
    assertThat(reasonOf(validator, known)).isEqualTo(Reason.UNKNOWN_KEY);
    issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "20"));

    String late = junk();
    assertThat(unavailabilityOf(validator, late).retryAfter()).isEqualTo(Duration.ofSeconds(20));
    assertThat(unavailabilityOf(validator, late).retryAfter()).isEqualTo(Duration.ofSeconds(20));
    // What was proven stays proven for the rest of the time.
    assertThat(reasonOf(validator, known)).isEqualTo(Reason.UNKNOWN_KEY);
    issuer.clock().advance(Duration.ofSeconds(30));
    unavailabilityOf(validator, known);
  }

  @Test
  void refusesAnOversizedKeyIdWithoutAFetch() {
    String token = issuer.token().keyId("k".repeat(257)).mint();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.MALFORMED);

    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void acceptsNotModifiedAsProof() {
    accepts(issuer.token().mint());
    assertThat(reasonOf(validator, junk())).isEqualTo(Reason.UNKNOWN_KEY);
    issuer.clock().advance(Duration.ofMinutes(10));
    accepts(issuer.token().mint());
    issuer.jwks().awaitRequests(3, LONG);

    List<ReceivedRequest> requests = issuer.jwks().requests();
    String tag = requests.get(1).header("If-None-Match").orElseThrow();
    assertThat(requests.get(0).header("If-None-Match")).isEmpty();
    assertThat(requests.get(2).header("If-None-Match")).contains(tag);
    // A cache has no answer for whoever asks for a key, and may have one for the others.
    assertThat(requests.get(1).header("Cache-Control")).contains("no-cache");
    assertThat(requests.get(2).header("Cache-Control")).isEmpty();
    assertThat(requests.get(1).header("User-Agent")).contains("token-validator");
    events.await(() -> events.count("Loaded") == 3);
  }

  @Test
  void addsTheAgeHeaderToTheAgeOfTheSet() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.genuine().withHeader("Age", "20"));
    String token = junk();

    // The cache got its answer before anybody asked for this key here.
    assertThat(unavailabilityOf(validator, token).retryAfter()).isEqualTo(Duration.ofSeconds(10));
    issuer.clock().advance(Duration.ofSeconds(25));
    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);
    // Of its thirty seconds, twenty were over when it came, and most of another may have been.
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
  void reservesTheFetchesOfNewKeyIdsDespiteAStaleCache() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.genuine().withHeader("Age", "40"));
    String ofOtherTenant = junk();
    int before = issuer.jwks().requestCount();
    for (int second = 0; second < 120; second++) {
      assertThat(unavailabilityOf(validator, ofOtherTenant).retryAfter())
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
      issuer.clock().advance(Duration.ofSeconds(1));
    }
    // At once, three times while it is new, then twice a minute.
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
      String token = junk();
      int fetches = issuer.jwks().requestCount();

      assertThat(unavailabilityOf(patient, token).retryAfter()).isEqualTo(Duration.ofSeconds(5));
      assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
      issuer.clock().advance(Duration.ofSeconds(5));
      assertThat(reasonOf(patient, token)).isEqualTo(Reason.UNKNOWN_KEY);
      assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 2);
    }
  }

  @Test
  void acceptsAReplacementKeyWithTheSameId() {
    String keyId = issuer.keys().current().keyId();
    accepts(issuer.token().mint());
    SigningKey next = SigningKey.generate("ES256").withKeyId(keyId);
    String before = issuer.token().mint();
    issuer.keys().publishOnly(List.of(next.jwk()));

    accepts(issuer.token().signedBy(next).mint());

    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
    assertThat(reasonOf(validator, before)).isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
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
      assertThat(reasonOf(validator, junk())).isEqualTo(Reason.UNKNOWN_KEY);
    }
    issuer.jwks().answer(Answer.status(500));
    issuer.clock().advance(Duration.ofMinutes(2));
    assertThat(reasonOf(validator, issuer.token().tampered("sub", "x").mint()))
        .isEqualTo(Reason.BAD_SIGNATURE);
  }

  private static String withoutId(SigningKey key) {
    return key.jwk().replaceFirst("\"kid\":\"[^\"]*\",?", "");
  }

  private List<SigningKey> publishWithoutIds(int number) {
    List<SigningKey> keys = new ArrayList<>();
    List<String> jwks = new ArrayList<>(issuer.keys().published());
    for (int i = 0; i < number; i++) {
      SigningKey key = SigningKey.generate("ES256");
      keys.add(key);
      jwks.add(withoutId(key));
    }
    issuer.keys().publishOnly(jwks);
    return keys;
  }

  @Test
  void triesUpToFourKeysWithoutIdForATokenWithoutId() {
    List<SigningKey> keys = publishWithoutIds(4);

    for (SigningKey key : keys) {
      String token = issuer.token().signedBy(key).withoutHeader("kid").mint();
      accepts(token);
      long hits = validator.tokenCache().hits();
      accepts(token);
      assertThat(validator.tokenCache().hits()).isEqualTo(hits + 1);
    }
    String forged =
        issuer.token().signedBy(SigningKey.generate("ES256")).withoutHeader("kid").mint();
    assertThat(reasonOf(validator, forged)).isEqualTo(Reason.BAD_SIGNATURE);
    accepts(issuer.token().mint());

    validator.distrust(keys.get(2).keyId());
    assertThat(
            reasonOf(validator, issuer.token().signedBy(keys.get(2)).withoutHeader("kid").mint()))
        .isEqualTo(Reason.DISTRUSTED_KEY);
  }

  @Test
  void refusesATokenWithoutIdWhenFiveKeysHaveNone() {
    List<SigningKey> keys = publishWithoutIds(5);

    assertThat(
            reasonOf(validator, issuer.token().signedBy(keys.get(0)).withoutHeader("kid").mint()))
        .isEqualTo(Reason.AMBIGUOUS_KEY);
  }

  @Test
  void usesKeysForTheirTimeToLiveWhenTheStaleLimitIsZero() {
    try (AccessTokenValidator strict =
        validatorFor(issuer)
            .timeToLive(Duration.ofMinutes(2))
            .staleLimit(Duration.ZERO)
            .listener(events)
            .build()) {
      strict.validate(issuer.token().mint());
      issuer.stop();
      issuer.clock().advance(Duration.ofMinutes(2));
      assertThat(strict.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      issuer.clock().advance(TICK);
      unavailabilityOf(strict, issuer.token().mint());
      events.await(() -> events.count("StaleLimitPassed") == 1);
    }
  }

  @Test
  void fetchesWithinAMinuteWhenNoKeysAreLeft() {
    try (AccessTokenValidator strict =
        validatorFor(issuer).staleLimit(Duration.ZERO).listener(events).build()) {
      strict.validate(issuer.token().mint());
      issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "900"));
      issuer.clock().advance(Duration.ofSeconds(570));
      strict.validate(issuer.token().mint());
      events.await(() -> events.count("LoadFailed") == 1);
      issuer.clock().advance(Duration.ofSeconds(31));
      assertThat(unavailabilityOf(strict, issuer.token().mint()).retryAfter())
          .isEqualTo(Duration.ofSeconds(29));

      issuer.jwks().heal();
      issuer.clock().advance(Duration.ofSeconds(29));
      assertThat(strict.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
    }
  }

  @Test
  void refreshesKeysWithinTheirTimeToLive() {
    try (AccessTokenValidator hasty =
        validatorFor(issuer).timeToLive(Duration.ofMinutes(1)).build()) {
      hasty.validate(issuer.token().mint());
      issuer.clock().advance(Duration.ofSeconds(44));
      hasty.validate(issuer.token().mint());
      assertThat(issuer.jwks().requestCount()).isEqualTo(1);
      issuer.clock().advance(Duration.ofSeconds(10));
      hasty.validate(issuer.token().mint());
      issuer.jwks().awaitRequests(2, LONG);
    }
  }
}
