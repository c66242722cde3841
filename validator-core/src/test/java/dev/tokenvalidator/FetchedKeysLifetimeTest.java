package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long keys live, by which clock, and what caching headers change about it. */
class FetchedKeysLifetimeTest extends ValidatorTestBase {

  @Test
  @Tag("F30")
  void agesKeysByTheLargerClockAndTokensByTheWallClock() {
    Instant start = issuer.clock().instant();
    String halfAnHour = issuer.token().expiresAt(start.plus(Duration.ofMinutes(30))).mint();
    accepts(halfAnHour);
    events.await(() -> events.count("Loaded") == 1);

    issuer.clock().setInstant(start.minus(Duration.ofHours(1)));
    accepts(issuer.token().mint());
    issuer.clock().setInstant(Instant.EPOCH.plus(Duration.ofDays(1)));
    accepts(issuer.token().mint());
    assertThat(reasonOf(validator, issuer.token().expired().mint())).isEqualTo(Reason.EXPIRED);
    issuer.clock().setInstant(start);
    accepts(halfAnHour);
    // A wall clock that jumps back does not age the keys.
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
    assertThat(validator.keySets().get(0).age()).contains(Duration.ZERO);

    // An hour ahead the keys are due for a refresh, and still current.
    issuer.jwks().answer(Answer.hang());
    issuer.clock().setInstant(start.plus(Duration.ofHours(1)));
    accepts(issuer.token().mint());
    assertThat(reasonOf(validator, halfAnHour)).isEqualTo(Reason.EXPIRED);
    issuer.jwks().awaitRequests(2, LONG);
    issuer.jwks().heal();
    events.await(() -> events.count("Loaded") == 2);

    // In 2100 the keys are past every limit, and one fetch replaces them.
    issuer.clock().setInstant(Instant.parse("2100-01-01T00:00:00Z"));
    accepts(issuer.token().mint());
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);

    issuer.clock().setInstant(start);
    accepts(halfAnHour);
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);
    // With the wall clock set back by decades, the keys age by the ticker.
    issuer.clock().advance(Duration.ofMinutes(10));
    accepts(halfAnHour);
    issuer.jwks().awaitRequests(4, LONG);
  }

  @Test
  @Tag("F31")
  void survivesASuspendedMachine() {
    AtomicLong pause = new AtomicLong();
    KeySetLog heard = new KeySetLog();
    try (AccessTokenValidator paused =
        validatorFor(issuer)
            .clock(issuer.clock(), () -> issuer.clock().getAsLong() + pause.get())
            .fetchTimeout(LONG)
            .listener(heard)
            .build()) {
      String good = issuer.token().mint();
      accepts(paused, good);

      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      heard.await(() -> heard.count("Loaded") == 2); // on first use

      // In the middle of a fetch.
      issuer.jwks().answer(Answer.hang());
      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      issuer.jwks().awaitRequests(3, LONG);
      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      issuer.jwks().heal();
      heard.await(() -> heard.count("Loaded") == 3);

      // In the middle of a back-off.
      issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "600"));
      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      heard.await(() -> heard.count("LoadFailed") == 1);
      issuer.jwks().heal();
      pause.addAndGet(Duration.ofMinutes(10).toNanos());
      accepts(paused, good);
      heard.await(() -> heard.count("Loaded") == 4);

      // Beyond every limit.
      pause.addAndGet(Duration.ofHours(13).toNanos());
      accepts(paused, good);
      // The listener may hear of it after the caller has its answer.
      heard.await(() -> heard.count("StaleLimitPassed") == 1);
    }
  }

  @Test
  @Tag("F38")
  void boundsTheTimeToLiveFromCachingHeaders() {
    Map<String, Duration> lives = new LinkedHashMap<>();
    Duration usual = Duration.ofMinutes(10);
    lives.put("max-age=0", usual);
    lives.put("no-store", usual);
    lives.put("no-cache, max-age=3600", usual);
    lives.put("max-age=1", Duration.ofMinutes(1));
    lives.put("max-age=59", Duration.ofMinutes(1));
    lives.put("public, max-age=300", Duration.ofMinutes(5));
    lives.put("MAX-AGE=\"300\"", Duration.ofMinutes(5));
    lives.put("max-age=3600", Duration.ofHours(1));
    lives.put("max-age=3601", Duration.ofHours(1));
    lives.put("max-age=315360000", Duration.ofHours(1)); // ten years
    lives.put("max-age=99999999999999999999", usual);
    lives.put("max-age=-1", usual);
    lives.put("max-age=1e3", usual);
    lives.put("max-age=", usual);
    lives.put("s-maxage=60", usual);
    lives.put("x-max-age=60", usual);
    lives.put("\u00ff,,;=", usual);
    lives.forEach(
        (header, life) -> {
          issuer.jwks().answer(Answer.genuine().withHeader("Cache-Control", header));
          try (AccessTokenValidator cached = validatorFor(issuer).build()) {
            accepts(cached, issuer.token().mint());
            assertThat(cached.keySets().get(0).nextAttempt().orElseThrow())
                .as(header)
                .isBetween(
                    life.multipliedBy(75).dividedBy(100), life.multipliedBy(90).dividedBy(100));
          }
        });
  }

  @Test
  void refreshesKeysWithinTheirTimeToLive() {
    try (AccessTokenValidator brief =
        validatorFor(issuer).timeToLive(Duration.ofMinutes(1)).build()) {
      brief.validate(issuer.token().mint());
      issuer.clock().advance(Duration.ofSeconds(44));
      brief.validate(issuer.token().mint());
      assertThat(issuer.jwks().requestCount()).isEqualTo(1);
      issuer.clock().advance(Duration.ofSeconds(10));
      brief.validate(issuer.token().mint());
      issuer.jwks().awaitRequests(2, LONG);
    }
  }
}
