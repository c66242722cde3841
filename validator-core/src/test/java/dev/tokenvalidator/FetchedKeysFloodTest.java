package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.isAccepted;
import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many fetches and waiting callers a flood of unknown key ids may cost. */
@Tag("slow")
class FetchedKeysFloodTest extends ValidatorTestBase {

  /** New key ids may start three fetches at once, and one more every ten seconds. */
  private static void assertBounded(List<Double> fetches) {
    for (int first = 0; first < fetches.size(); first++) {
      for (int last = first; last < fetches.size(); last++) {
        double seconds = fetches.get(last) - fetches.get(first);
        assertThat(last - first + 1).isLessThanOrEqualTo(3 + (int) (seconds / 10 + 1e-6));
      }
    }
  }

  /** Records when the key set is requested, in seconds of the issuer's ticker. */
  private List<Double> timesOfKeyFetches() {
    List<Double> times = Collections.synchronizedList(new ArrayList<>());
    issuer
        .jwks()
        .answerBy(
            request -> {
              times.add(issuer.clock().getAsLong() / 1e9);
              return Answer.genuine();
            });
    return times;
  }

  @Test
  @Tag("F21")
  void boundsFetchesUnderAFloodOfUnknownKeyIds() {
    try (AccessTokenValidator flooded = validatorFor(issuer).build()) {
      String good = issuer.token().mint();
      accepts(flooded, good);
      List<Double> fetches = timesOfKeyFetches();

      for (int step = 0; step < 150; step++) { // five minutes
        issuer.clock().advance(Duration.ofSeconds(2));
        for (int i = 0; i < 10; i++) {
          assertThat(isAccepted(flooded, UnknownKeys.like(good))).isFalse();
        }
        accepts(flooded, good);
      }

      assertBounded(fetches);
      // Nor may the flood use up the fetches that a genuine new key needs.
      assertThat(fetches).hasSizeBetween(3 + 27, 3 + 30);

      issuer.keys().rotateKeepingOld();
      String ofNewKey = issuer.token().mint();
      Duration waited = Duration.ZERO;
      while (!isAccepted(flooded, ofNewKey)) {
        isAccepted(flooded, UnknownKeys.like(good));
        issuer.clock().advance(Duration.ofSeconds(2));
        waited = waited.plusSeconds(2);
        assertThat(waited).isLessThanOrEqualTo(Duration.ofSeconds(10));
      }
      accepts(flooded, good);
    }
  }

  @Test
  void fetchesThreeTimesForABurstOfUnknownKeyIds() {
    accepts(issuer.token().mint());
    int fetches = issuer.jwks().requestCount();

    for (int i = 0; i < 50; i++) {
      String junk = issuer.token().signedBy(SigningKey.generate("ES256")).mint();
      if (i < 3) {
        assertThat(reasonOf(validator, junk)).isEqualTo(Reason.UNKNOWN_KEY);
      } else {
        assertThat(unavailabilityOf(validator, junk).retryAfter())
            .isEqualTo(Duration.ofSeconds(10));
      }
      accepts(issuer.token().mint());
    }

    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 3);
  }

  @Test
  @Tag("F22")
  void fetchesOnceForTokensThatNoNewKeyIdCanHelp() {
    SigningKey otherKey = SigningKey.generate("ES384");
    SigningKey otherRsaKey = SigningKey.generate("RS256");
    accepts(issuer.token().mint());
    issuer.clock().advance(Duration.ofMinutes(1)); // the set is no longer fresh
    issuer.forgetRequests();

    Map<String, Reason> tokens = new LinkedHashMap<>();
    tokens.put(issuer.token().algorithm("RS256").mint(), Reason.ALGORITHM_MISMATCH);
    tokens.put(
        issuer.token().signedBy(otherRsaKey).withoutHeader("kid").mint(), Reason.UNKNOWN_KEY);
    tokens.put(issuer.token().signedBy(otherKey).withoutHeader("kid").mint(), Reason.BAD_SIGNATURE);
    tokens.put(
        issuer.token().signedBy(otherKey).withoutHeader("kid").header("x5t", "Zm9yZWlnbg").mint(),
        Reason.BAD_SIGNATURE);
    tokens.put(
        issuer.token().forgedBy(otherKey).header("x5t#S256", "Zm9yZWlnbg").mint(),
        Reason.BAD_SIGNATURE);
    tokens.put(issuer.token().hmacWithPublicKey().mint(), Reason.UNSUPPORTED_ALGORITHM);
    tokens.put(issuer.token().unsigned().keyId("unknown").mint(), Reason.UNSUPPORTED_ALGORITHM);
    tokens.put(issuer.token().signedBy(otherKey).type("logout+jwt").mint(), Reason.WRONG_TYPE);
    tokens.put(issuer.token().signedBy(otherKey).header("kid", 5).mint(), Reason.MALFORMED);
    tokens.forEach(
        (token, reason) -> assertThat(reasonOf(validator, token)).as(token).isEqualTo(reason));

    // The first bad signature starts a fetch, as the key may have been replaced.
    assertThat(issuer.requests()).hasSize(1);
    assertThat(events.kinds()).doesNotContain("UnknownKeyId");
  }

  @Test
  @Tag("F39")
  void boundsFetchesWhenReplicasDisagree() {
    List<String> before = issuer.keys().published();
    String ofOldKey = issuer.token().mint();
    accepts(ofOldKey);
    issuer.keys().rotate();
    String ofNewKey = issuer.token().mint();
    String newSet = issuer.keys().jwkSet();
    String oldSet = "{\"keys\":[" + before.get(0) + "]}";
    List<Double> fetches = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean isNew = new AtomicBoolean();
    issuer
        .jwks()
        .answerBy(
            request -> {
              fetches.add(issuer.clock().getAsLong() / 1e9);
              boolean next = !isNew.get();
              isNew.set(next);
              return Answer.genuine().withBody(next ? newSet : oldSet);
            });

    for (int step = 0; step < 60; step++) { // two minutes
      issuer.clock().advance(Duration.ofSeconds(2));
      // One of the two sets is current at any time.
      boolean old = isAccepted(validator, ofOldKey);
      boolean fresh = isAccepted(validator, ofNewKey);
      assertThat(old || fresh).isTrue();
      isAccepted(validator, UnknownKeys.like(ofOldKey + UUID.randomUUID()));
    }

    assertBounded(fetches);
    assertThat(fetches).hasSizeBetween(3 + 10, 3 + 12);
    events.await(() -> events.count("KeyRemoved") == fetches.size());
  }

  @Test
  void boundsFetchesForUnknownKeyIdsWhenReplicasDisagree() {
    accepts(issuer.token().mint());
    String one = issuer.keys().jwkSet();
    String other = "{\"keys\":[" + SigningKey.generate("ES384").jwk() + "]}";
    AtomicBoolean turn = new AtomicBoolean();
    issuer
        .jwks()
        .answerBy(
            request -> {
              boolean first = !turn.get();
              turn.set(first);
              return Answer.genuine().withBody(first ? other : one);
            });
    int fetches = issuer.jwks().requestCount();

    for (int i = 0; i < 20; i++) {
      String junk = issuer.token().signedBy(SigningKey.generate("ES256")).mint();
      assertThatThrownBy(() -> validator.validate(junk))
          .isInstanceOf(i < 3 ? InvalidTokenException.class : ValidationUnavailableException.class);
    }

    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 3);
  }

  @Test
  void acceptsAHundredConcurrentTokensOfANewKeyAfterAnUnknownKeyId() throws Exception {
    try (AccessTokenValidator validator =
        validatorFor(issuer).fetchTimeout(LONG).concurrentVerifications(200).build()) {
      accepts(validator);
      reasonOf(validator, UnknownKeys.like(issuer.token().mint()));
      issuer.keys().rotate("ES256"); // cheap to verify
      CountDownLatch asked = new CountDownLatch(100);
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String token = issuer.token().mint();
        calls.add(
            () -> {
              asked.countDown();
              return validator.validate(token).isMachine();
            });
      }
      issuer
          .jwks()
          .answerBy(
              request -> {
                Concurrently.await(asked);
                return Answer.genuine();
              });

      assertThat(Concurrently.call(calls)).hasSize(100).containsOnly(true);
    }
  }

  /** Most threads stay free for other tokens, however many callers bring an unknown key. */
  @Test
  void boundsWaitersForAnUnknownKeyAt256() throws Exception {
    accepts(issuer.token().mint());
    issuer.clock().advance(Duration.ofMinutes(1));
    issuer.keys().rotate();
    String token = issuer.token().mint();
    issuer.jwks().answerNext(1, Answer.hang());
    CountDownLatch turnedAway = new CountDownLatch(300 - 256);
    ExecutorService threads = Executors.newFixedThreadPool(300);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        results.add(
            threads.submit(
                () -> {
                  try {
                    return validator.validate(token).isMachine();
                  } catch (ValidationUnavailableException e) {
                    turnedAway.countDown();
                    return false;
                  }
                }));
      }
      turnedAway.await();
      issuer.jwks().release();

      int waited = 0;
      for (Future<Boolean> result : results) {
        waited += result.get() ? 1 : 0;
      }
      assertThat(waited).isBetween(1, 256);
    } finally {
      threads.shutdownNow();
    }
  }

  /** On platform threads, of which an application has few; virtual threads may all wait. */
  @Test
  void boundsWaitersForTheFirstKeysAfterAFailedFetch() throws Exception {
    String token = issuer.token().mint();
    issuer.discovery().answer(Answer.status(500));
    unavailabilityOf(validator, token);
    issuer.clock().advance(Duration.ofSeconds(5));
    issuer.discovery().answer(Answer.hang());
    int requests = issuer.discovery().requestCount();
    CountDownLatch turnedAway = new CountDownLatch(250 - 32);
    Callable<Boolean> call =
        () -> {
          try {
            return validator.validate(token).isMachine();
          } catch (ValidationUnavailableException e) {
            turnedAway.countDown();
            return false;
          }
        };

    List<Boolean> results =
        Concurrently.callOnPlatformThreads(
            Collections.nCopies(250, call),
            () -> {
              issuer.discovery().awaitRequests(requests + 1, LONG);
              Concurrently.await(turnedAway);
              issuer.discovery().heal();
            });

    assertThat(Collections.frequency(results, true)).isBetween(1, 32);
  }

  /** How many of a hundred callers with unknown key ids wait for a fetch that hangs. */
  private static long waitersOfAHundred(AccessTokenValidator validator, String good)
      throws Exception {
    List<Callable<Duration>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String junk = UnknownKeys.like(good);
      calls.add(
          () -> {
            long start = System.nanoTime();
            unavailabilityOf(validator, junk);
            return Duration.ofNanos(System.nanoTime() - start);
          });
    }
    return Concurrently.callOnPlatformThreads(calls).stream()
        .filter(took -> took.compareTo(Duration.ofSeconds(1)) >= 0)
        .count();
  }

  /** A busy machine delays any caller now and then, so the fewest of ten attempts count. */
  private void assertFewWait(Callable<AccessTokenValidator> setUp) throws Exception {
    long fewest = 100;
    for (int attempt = 0; attempt < 10 && fewest > 32; attempt++) {
      issuer.jwks().heal();
      try (AccessTokenValidator limited = setUp.call()) {
        fewest = waitersOfAHundred(limited, issuer.token().mint());
      }
    }
    assertThat(fewest).isBetween(1L, 32L);
  }

  @Test
  @Tag("F21")
  void boundsWaitersForUnknownKeysAfterAFailedFetch() throws Exception {
    assertFewWait(
        () -> {
          AccessTokenValidator limited = validatorFor(issuer).fetchTimeout(LONG).build();
          accepts(limited, issuer.token().mint());
          issuer.jwks().answer(Answer.status(503));
          issuer.clock().advance(Duration.ofMinutes(1));
          unavailabilityOf(limited, UnknownKeys.like(issuer.token().mint()));
          issuer.jwks().answer(Answer.hang());
          issuer.clock().advance(Duration.ofMinutes(1));
          return limited;
        });
  }

  @Test
  @Tag("F21")
  void boundsWaitersForUnknownKeysAfterAFetchWithoutTheKey() throws Exception {
    assertFewWait(
        () -> {
          AccessTokenValidator limited = validatorFor(issuer).fetchTimeout(LONG).build();
          accepts(limited, issuer.token().mint());
          assertThat(reasonOf(limited, UnknownKeys.like(issuer.token().mint())))
              .isEqualTo(Reason.UNKNOWN_KEY);
          issuer.jwks().answer(Answer.hang());
          issuer.clock().advance(Duration.ofSeconds(1));
          return limited;
        });
  }

  @Test
  @Tag("F21")
  void boundsWaitersForAFetchThatOthersGaveUpOn() throws Exception {
    assertFewWait(
        () -> {
          AccessTokenValidator limited = validatorFor(issuer).fetchTimeout(LONG).build();
          accepts(limited, issuer.token().mint());
          issuer.jwks().answer(Answer.hang());
          issuer.clock().advance(Duration.ofMinutes(1));
          unavailabilityOf(limited, UnknownKeys.like(issuer.token().mint()));
          return limited;
        });
  }
}
