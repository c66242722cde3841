package dev.tokenvalidator;

import static dev.tokenvalidator.Jwks.ec256;
import static dev.tokenvalidator.Jwks.withMember;
import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.keys.KeySetEvent.LoadFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Known keys while the issuer is down or publishes none: back-off, stale keys and recovery. */
class FetchedKeysOutageTest extends ValidatorTestBase {

  FetchedKeysOutageTest() {
    super("ES256");
  }

  private static final Duration STALE_LIMIT = Duration.ofHours(12);

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  @Tag("F04")
  void backsOffFromAFailingIssuerAndServesKnownKeysMeanwhile() {
    int[] statuses = {500, 502, 503, 404};
    accepts();
    issuer.clock().advance(REFRESH_AGE);

    for (int attempt = 1; attempt <= 40; attempt++) {
      int attempts = attempt;
      issuer.jwks().answer(Answer.status(statuses[attempt % statuses.length]));
      issuer.clock().advance(TICK);
      accepts();
      events.await(() -> events.of(LoadFailed.class).size() == attempts);
      LoadFailed failure = events.of(LoadFailed.class).get(attempt - 1);
      Duration longest = Duration.ofSeconds(attempt < 6 ? 1L << attempt : 60);
      assertThat(failure.nextAttempt()).isBetween(SECOND, longest);
      assertThat(failure.reason()).contains("status " + statuses[attempt % statuses.length]);

      // No caller starts an earlier attempt.
      issuer.clock().advance(failure.nextAttempt().minus(TICK));
      accepts();
      assertThat(issuer.jwks().requestCount()).isEqualTo(1 + attempt);
    }

    assertThat(events.of(LoadFailed.class)).hasSize(40);
    events.await(() -> events.staleSets() == 40);
    // Discovery is repeated after every second failure, as the keys may have moved.
    assertThat(issuer.discovery().requestCount()).isEqualTo(1 + 40 / 2 - 1);
    for (int hour = 1; hour < 11; hour++) {
      issuer.clock().advance(Duration.ofHours(1));
      accepts();
    }
  }

  private Map<String, Duration> retryAfters() {
    Instant now = issuer.clock().instant();
    Map<String, Duration> least = new LinkedHashMap<>();
    least.put("120", Duration.ofMinutes(2));
    least.put("0", SECOND);
    least.put("00", SECOND);
    least.put("-120", SECOND);
    least.put("1e9", SECOND);
    least.put("soon", SECOND);
    least.put("1000000000", Duration.ofMinutes(15));
    least.put("9".repeat(5000), Duration.ofMinutes(15));
    // The three spellings of RFC 9110 section 5.6.7; the fraction of a second is lost.
    Instant inFiveMinutes = now.plusSeconds(300);
    Duration fiveMinutes = Duration.ofSeconds(299);
    least.put(httpDate("EEE, dd MMM yyyy HH:mm:ss 'GMT'", inFiveMinutes), fiveMinutes);
    least.put(httpDate("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", inFiveMinutes), fiveMinutes);
    least.put(httpDate("EEE MMM ppd HH:mm:ss yyyy", inFiveMinutes), fiveMinutes);
    least.put(httpDate("EEE, dd MMM yyyy HH:mm:ss 'GMT'", now.minusSeconds(300)), SECOND);
    least.put("Fri, 31 Dec 9999 23:59:59 GMT", Duration.ofMinutes(15));
    return least;
  }

  private static String httpDate(String pattern, Instant date) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
        .withZone(ZoneOffset.UTC)
        .format(date);
  }

  @Test
  @Tag("F05")
  void obeysRetryAfterUpToFifteenMinutes() {
    accepts();
    events.await(() -> events.count("Loaded") == 1);
    for (int form = 0; form < retryAfters().size(); form++) {
      for (int status : new int[] {429, 503}) {
        // The date counts from the arrival of the response, when the keys are due.
        issuer.clock().advance(REFRESH_AGE);
        var retryAfter = List.copyOf(retryAfters().entrySet()).get(form);
        int before = events.of(LoadFailed.class).size();
        issuer.jwks().answer(Answer.status(status).withHeader("Retry-After", retryAfter.getKey()));
        accepts();
        events.await(() -> events.of(LoadFailed.class).size() > before);
        Duration nextAttempt = events.of(LoadFailed.class).get(before).nextAttempt();

        Duration least = retryAfter.getValue();
        assertThat(nextAttempt).as(retryAfter.getKey()).isBetween(least, least.plus(SECOND));
        int requests = issuer.jwks().requestCount();
        issuer.clock().advance(nextAttempt.minus(TICK));
        accepts();
        assertThat(issuer.jwks().requestCount()).isEqualTo(requests);
        recover();
      }
    }
  }

  @Test
  void acceptsKnownKeysDuringAnOutageUntilTheStaleLimit() {
    String before = issuer.token().mint();
    accepts(before);
    issuer.stop();

    for (int hour = 1; hour < 12; hour++) {
      issuer.clock().advance(Duration.ofHours(1));
      accepts(issuer.token().mint());
    }
    issuer.clock().advance(Duration.ofHours(2));
    String late = issuer.token().mint();
    unavailabilityOf(validator, late);
    events.await(() -> events.count("StaleLimitPassed") == 1);

    issuer.resume();
    issuer.clock().advance(Duration.ofMinutes(1));
    accepts(late);
  }

  @Test
  @Tag("F06")
  void isUnavailableAfterTwelveHoursAndRecoversAtTheFirstAttempt() {
    accepts();
    issuer.stop();

    issuer.clock().advance(STALE_LIMIT);
    accepts();
    events.await(() -> events.of(LoadFailed.class).size() == 1);
    issuer.clock().advance(Duration.ofMillis(1));
    String late = issuer.token().mint();
    ValidationUnavailableException refusal = unavailabilityOf(validator, late);

    assertThat(refusal.retryAfter()).isBetween(SECOND, Duration.ofSeconds(5));
    events.await(() -> events.count("StaleLimitPassed") == 1);
    issuer.resume();
    issuer.clock().advance(refusal.retryAfter());
    assertThat(validator.validate(late).clientId()).isEqualTo(issuer.app().id());
    assertThat(issuer.jwks().requestCount()).isEqualTo(2);
  }

  @Test
  @Tag("F24")
  void acceptsTokensWhileARefreshFailsAndRecovers() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.status(503));
    issuer.clock().advance(Duration.ofMinutes(9));
    for (int i = 0; i < 20; i++) {
      accepts(issuer.token().mint());
    }
    events.await(() -> events.staleSets() == 1);
    assertThat(events.count("LoadFailed")).isEqualTo(1);

    issuer.jwks().answer(Answer.hang());
    issuer.clock().advance(Duration.ofMinutes(1));
    accepts(issuer.token().mint());
    issuer.jwks().awaitRequests(3, LONG);
    accepts(issuer.token().mint());

    issuer.jwks().heal();
    events.await(() -> events.count("Loaded") == 2);
    accepts(issuer.token().mint());
    assertThat(validator.keySets().get(0).stale()).isFalse();
  }

  @Test
  void acceptsKnownKeysDuringARefresh() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.hang());
    issuer.clock().advance(Duration.ofMinutes(10));

    // This starts a refresh that hangs; tokens are validated meanwhile.
    accepts(issuer.token().mint());
    issuer.jwks().awaitRequests(2, LONG);
    for (int i = 0; i < 10; i++) {
      accepts(issuer.token().mint());
    }
  }

  @Test
  void sleepsDuringTheBackOffOfAFailedRefresh() throws Exception {
    CountDownLatch wakeUps = new CountDownLatch(50);
    try (AccessTokenValidator watched =
        validatorFor(issuer)
            .clock(
                issuer.clock(),
                () -> {
                  if (Thread.currentThread().getName().equals("token-validator-refresh")) {
                    wakeUps.countDown();
                  }
                  return issuer.clock().getAsLong();
                })
            .build()) {
      String junk = issuer.token().signedBy(SigningKey.generate("ES256")).mint();
      assertThat(watched.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      reasonOf(watched, junk); // not found, which starts a cool-down
      reasonOf(watched, junk); // within the cool-down, so a refresh is due after it
      issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "900"));
      issuer.clock().advance(Duration.ofSeconds(2));
      reasonOf(watched, junk);

      assertThat(wakeUps.await(1, TimeUnit.SECONDS)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
        "<html>",
        "{\"keys\":[]}x",
        "{\"keys\":[],\"keys\":[]}",
        "\uFEFF{\"keys\":[]}"
      })
  void keepsItsKeysWhenTheIssuerPublishesNone(String body) {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.genuine().withBody(body));

    refresh();

    assertThat(events.kinds()).contains("LoadFailed");
    accepts(issuer.token().mint());
  }

  @Test
  @Tag("F13")
  void treatsASetWithoutUsableKeysAsAFailure() {
    accepts();
    String bad = "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AAAA\",\"y\":\"AAAA\"}";
    List<List<String>> sets =
        List.of(
            List.of(),
            List.of("{}"),
            List.of("null"),
            List.of(bad, withMember(ec256(), "use", "\"enc\"")));
    List<String> good = issuer.keys().published();
    for (List<String> set : sets) {
      int before = events.emptySets();
      issuer.keys().publishOnly(set);
      refresh();
      events.await(() -> events.emptySets() == before + 1);
      accepts();

      issuer.keys().publishOnly(good);
      refresh();
    }

    events.await(() -> events.count("LoadFailed") == sets.size());
    assertThat(events.of(LoadFailed.class))
        .allMatch(failure -> failure.reason().startsWith("the JWK Set holds no usable key; "));
    assertThat(events.kinds()).doesNotContain("KeyRemoved");
  }

  @Test
  void dropsItsKeysAnHourAfterAnEmptySet() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.genuine().withBody("{\"keys\":[]}"));
    refresh();

    issuer.clock().advance(Duration.ofMinutes(59));
    accepts(issuer.token().mint());
    issuer.clock().advance(Duration.ofMinutes(2));
    unavailabilityOf(validator, issuer.token().mint());
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
}
