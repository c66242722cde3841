package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.metrics.TokenValidatorMetrics;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Micrometer shows of a validator. */
class MetricsTest extends ValidatorTestBase {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void bind() {
    new TokenValidatorMetrics(validator).bindTo(registry);
  }

  @AfterEach
  void closeRegistry() {
    registry.close();
  }

  private double count(String name, String... tags) {
    return registry.get("token.validator." + name).tags(tags).functionCounter().count();
  }

  private double gauge(String name) {
    return registry.get("token.validator." + name).gauge().value();
  }

  private double refusals(Outcome outcome, String reason) {
    return count("refusals", "outcome", outcome.name(), "reason", reason);
  }

  @Test
  void countsAcceptedTokensAndWhereTheyComeFrom() {
    String token = issuer.token().mint();
    for (int i = 0; i < 5; i++) {
      accepts(token);
    }
    accepts();

    assertThat(count("accepted")).isEqualTo(6);
    assertThat(count("cache.gets", "result", "hit")).isEqualTo(4);
    assertThat(count("cache.gets", "result", "miss")).isEqualTo(2);
    assertThat(gauge("cache.tokens")).isEqualTo(2);
    assertThat(gauge("cache.memory")).isBetween(2_000.0, 8_000.0);
    assertThat(registry.get("token.validator.cache.memory").gauge().getId().getBaseUnit())
        .isEqualTo("bytes");
    assertThat(registry.get("token.validator.first.verifications").functionTimer().count())
        .isEqualTo(2);
  }

  /**
   * A registry keeps the first meter of a name, so a second validator would be shown as stopped.
   */
  @Test
  void replacesTheMetersOfAnEarlierValidator() {
    accepts();
    validator.close();
    try (AccessTokenValidator second = validatorFor(issuer).build();
        TokenValidatorMetrics metrics = new TokenValidatorMetrics(second)) {
      metrics.bindTo(registry);
      for (int i = 0; i < 3; i++) {
        accepts(second, issuer.token().subject("caller" + i).mint());
      }

      assertThat(count("accepted")).isEqualTo(3);
      assertThat(gauge("keys.usable")).isEqualTo(1);
    }
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void countsRefusalsByOutcomeAndReason() {
    reasonOf(validator, issuer.token().expired().mint());
    reasonOf(validator, issuer.token().expired().mint());
    reasonOf(validator, issuer.token().signedBy(SigningKey.generate("ES384")).mint());
    validator.report(
        Refusal.of(Outcome.INSUFFICIENT_SCOPE, Explanation.of("a scope", "a token without it")));

    assertThat(refusals(Outcome.INVALID_TOKEN, "EXPIRED")).isEqualTo(2);
    assertThat(refusals(Outcome.INVALID_TOKEN, "UNKNOWN_KEY")).isEqualTo(1);
    assertThat(refusals(Outcome.INSUFFICIENT_SCOPE, "none")).isEqualTo(1);
    assertThat(count("accepted")).isZero();
  }

  /** A token that is remembered and refused, or whose key is gone, is not accepted. */
  @Test
  void countsOnlyAcceptedTokensAsAccepted() {
    String token = issuer.token().mint();
    accepts(token);
    issuer.keys().rotate();
    validator.refreshKeys();
    reasonOf(validator, token);
    String expiring = issuer.token().mint();
    accepts(expiring);
    issuer.clock().advance(Duration.ofHours(2));
    reasonOf(validator, expiring);

    assertThat(count("accepted")).isEqualTo(2);
  }

  @Test
  void measuresFirstVerifications() {
    issuer
        .jwks()
        .answerBy(
            request -> {
              issuer.clock().advance(Duration.ofSeconds(3));
              return Answer.genuine();
            });
    accepts();
    accepts();

    FunctionTimer timer = registry.get("token.validator.first.verifications").functionTimer();
    assertThat(timer.count()).isEqualTo(2);
    assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(3);
  }

  @Test
  void showsTheKeysAndTheirFetches() {
    assertThat(gauge("keys.usable")).isZero();
    assertThat(registry.get("token.validator.keys.age").timeGauge().value()).isNaN();
    issuer.discovery().answer(Answer.status(500));
    unavailabilityOf(validator, issuer.token().mint());
    issuer.discovery().heal();
    validator.refreshKeys();
    issuer.clock().advance(Duration.ofMinutes(2));

    assertThat(count("keys.fetches", "result", "failure")).isEqualTo(1);
    assertThat(count("keys.fetches", "result", "success")).isEqualTo(1);
    assertThat(gauge("keys.usable")).isEqualTo(1);
    assertThat(registry.get("token.validator.keys.age").timeGauge().value(TimeUnit.SECONDS))
        .isEqualTo(120);
    assertThat(refusals(Outcome.UNAVAILABLE, "none")).isEqualTo(1);
  }

  @Test
  void showsTheQueueAndItsFloods() {
    accepts();
    String good = issuer.token().mint();
    String forged = good.substring(0, good.length() - 20) + "A".repeat(20);
    for (int i = 0; i < 40; i++) {
      reasonOf(validator, forged);
    }

    assertThat(count("floods")).isEqualTo(1);
    assertThat(gauge("flood.active")).isEqualTo(1);
    assertThat(gauge("queue.waiting")).isZero();
    assertThat(gauge("queue.verifying")).isZero();
    assertThat(count("queue.turned.away")).isZero();
    assertThat(refusals(Outcome.INVALID_TOKEN, "BAD_SIGNATURE")).isEqualTo(40);
  }

  /** The names of clients, keys and subjects have no bound, and some are secrets. */
  @Test
  void hasNoTagOfATokenOrAKey() {
    accepts(issuer.token().subject("somebody").mint());
    reasonOf(validator, issuer.token().subject("somebody").expired().mint());

    List<Tag> tags =
        registry.getMeters().stream().flatMap(meter -> meter.getId().getTags().stream()).toList();
    Set<String> values = tags.stream().map(Tag::getValue).collect(Collectors.toSet());

    assertThat(tags).extracting(Tag::getKey).containsOnly("issuer", "outcome", "reason", "result");
    assertThat(values)
        .contains(issuer.issuer(), "EXPIRED", "hit", "success")
        .doesNotContain(issuer.app().id(), "somebody", issuer.keys().current().keyId());
  }

  @Test
  void tellsIssuersApartByAlias() {
    SimpleMeterRegistry both = new SimpleMeterRegistry();
    try (TestIssuer other = TestIssuer.start();
        AccessTokenValidator joined =
            AccessTokenValidator.forIssuers(
                validatorFor(issuer).build(), validatorFor(other).build())) {
      new TokenValidatorMetrics(joined, name -> name.equals(other.issuer()) ? "other" : "ours")
          .bindTo(both);
      accepts(joined, issuer.token().mint());
      reasonOf(joined, other.token().expired().mint());
      reasonOf(joined, "opaque");

      assertThat(
              both.get("token.validator.accepted").tag("issuer", "ours").functionCounter().count())
          .isEqualTo(1);
      assertThat(ofReason(both, "other", "EXPIRED")).isEqualTo(1);
      assertThat(ofReason(both, "ours", "EXPIRED")).isZero();
      assertThat(ofReason(both, "none", "OPAQUE")).isEqualTo(1);
      for (String alias : List.of("same", "none", " ")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new TokenValidatorMetrics(joined, name -> alias));
      }
    } finally {
      both.close();
    }
  }

  private static double ofReason(SimpleMeterRegistry registry, String issuer, String reason) {
    return registry
        .get("token.validator.refusals")
        .tags("issuer", issuer, "reason", reason)
        .functionCounter()
        .count();
  }

  @Test
  void countsWithoutAMemory() {
    try (AccessTokenValidator forgetful = validatorFor(issuer).tokenCacheBytes(0).build()) {
      String token = issuer.token().mint();
      accepts(forgetful, token);
      accepts(forgetful, token);

      IssuerStatistics statistics = forgetful.statistics().get(0);
      assertThat(forgetful.statistics()).hasSize(1);
      assertThat(statistics.accepted()).isEqualTo(2);
      assertThat(statistics.firstVerifications()).isEqualTo(2);
      assertThat(statistics.tokenCache().hits()).isZero();
    }
  }
}
