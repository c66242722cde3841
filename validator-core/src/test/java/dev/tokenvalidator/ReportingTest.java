package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.keys.KeySetEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What listeners and the log receive, and what they never show. */
class ReportingTest extends IssuerTestBase {

  private final Logger logger = Logger.getLogger("dev.tokenvalidator");
  private final Records records = new Records();

  ReportingTest() {
    logger.setLevel(Level.ALL);
    logger.addHandler(records);
  }

  @AfterEach
  void close() {
    logger.removeHandler(records);
    logger.setLevel(null);
  }

  private static final class Records extends Handler {
    private final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void publish(LogRecord logged) {
      Throwable thrown = logged.getThrown();
      lines.add(logged.getMessage() + (thrown == null ? "" : " " + thrown));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    synchronized List<String> lines() {
      return List.copyOf(lines);
    }
  }

  private static final class Outcomes implements ValidatorListener {
    private final List<AccessToken> accepted = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();

    @Override
    public void accepted(AccessToken token) {
      accepted.add(token);
    }

    @Override
    public void refused(Refusal refusal) {
      refused.add(refusal);
    }
  }

  @Test
  void reportsEachOutcomeWithItsRoute() {
    Outcomes heard = new Outcomes();
    try (AccessTokenValidator validator = validatorFor(issuer).listener(heard).build()) {
      RequestContext atProducts = RequestContext.none().withRoute("GET /products");
      List<String> good = authorization(issuer.token().mint());
      List<String> bad = authorization(issuer.token().expired().mint());
      validator.validateAuthorization(good, atProducts);
      assertThat(heard.accepted).hasSize(1);

      try {
        validator.validateAuthorization(bad, atProducts);
      } catch (InvalidTokenException e) {
        assertThat(heard.refused)
            .containsExactly(
                Refusal.of(Refusal.Outcome.INVALID_TOKEN, e.explanation())
                    .withReason(Reason.EXPIRED)
                    .withRoute("GET /products")
                    .withClientId(issuer.app().id())
                    .withDuration(Duration.ZERO));
      }
      assertThat(heard.refused).hasSize(1);
      assertThat(heard.refused.get(0).explanation().keyId())
          .contains(issuer.keys().current().keyId());
    }
  }

  @Test
  void passesTheReportsOfTheFilterToTheListener() {
    Outcomes heard = new Outcomes();
    Refusal refusal =
        Refusal.of(Refusal.Outcome.INSUFFICIENT_SCOPE, Explanation.of("all of [a]", "[]"))
            .withRoute("GET /a");
    try (AccessTokenValidator validator = validatorFor(issuer).listener(heard).build()) {
      validator.report(refusal);
    }
    assertThat(heard.refused).containsExactly(refusal);
  }

  @Test
  void reportsOnceToEachListenerOfSeveralIssuers() {
    Outcomes heard = new Outcomes();
    Outcomes other = new Outcomes();
    Refusal refusal =
        Refusal.of(Refusal.Outcome.INSUFFICIENT_SCOPE, Explanation.of("all of [a]", "[]"))
            .withRoute("GET /a");
    AccessTokenValidatorBuilder settings =
        AccessTokenValidator.builder().audience("a").jwkSet(issuer.keys().jwkSet());
    try (AccessTokenValidator all =
        AccessTokenValidator.forIssuers(
            settings.issuer("https://a.example").listener(heard).build(),
            settings.issuer("https://b.example").listener(other).build(),
            settings.issuer("https://c.example").listener(heard).build())) {
      all.report(refusal);
      assertThat(heard.refused).containsExactly(refusal);
      assertThat(other.refused).containsExactly(refusal);
      assertThat(linesWith("GET /a")).hasSize(1);

      // An opaque token names no issuer, so each listener hears of it.
      reasonOf(all, "opaque");
      assertThat(heard.refused).hasSize(2);
      assertThat(other.refused).hasSize(2);
    }
  }

  @Test
  void reportsUnavailability() {
    Outcomes heard = new Outcomes();
    issuer.stop();
    try (AccessTokenValidator validator = validatorFor(issuer).listener(heard).build()) {
      unavailabilityOf(validator, issuer.token().mint());
    }
    assertThat(heard.refused)
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.outcome()).isEqualTo(Refusal.Outcome.UNAVAILABLE));
  }

  @Test
  void keepsItsVerdictWhenAListenerThrows() {
    ValidatorListener failing =
        new ValidatorListener() {
          @Override
          public void accepted(AccessToken token) {
            throw new IllegalStateException("listener");
          }

          @Override
          public void refused(Refusal refusal) {
            throw new IllegalStateException("listener");
          }

          @Override
          public void keySetChanged(KeySetEvent event) {
            throw new IllegalStateException("listener");
          }
        };
    try (AccessTokenValidator validator = validatorFor(issuer).listener(failing).build()) {
      assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      assertThat(reasonOf(validator, issuer.token().expired().mint())).isEqualTo(Reason.EXPIRED);
    }
  }

  @Test
  void logsKeyEventsWhileAListenerBlocks() throws Exception {
    CountDownLatch reported = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    ValidatorListener blocking =
        new ValidatorListener() {
          @Override
          public void keySetChanged(KeySetEvent event) {
            reported.countDown();
            try {
              released.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    AccessTokenValidator validator = validatorFor(issuer).listener(blocking).build();
    validator.validate(issuer.token().mint());
    assertThat(reported.await(30, TimeUnit.SECONDS)).isTrue();
    validator.distrust("leaked");
    validator.close();

    assertThat(linesWith("key distrusted")).hasSize(1);
    released.countDown();
  }

  @Test
  void limitsTheLogLinesOfRefusalsAndCountsTheRest() {
    try (AccessTokenValidator validator = validatorFor(issuer).build()) {
      String bad = issuer.token().expired().mint();
      for (int i = 0; i < 100; i++) {
        reasonOf(validator, bad);
      }
      assertThat(linesWith("EXPIRED")).hasSize(5);

      issuer.clock().advance(Duration.ofSeconds(10));
      reasonOf(validator, bad);
      assertThat(linesWith("EXPIRED")).hasSize(6).last().asString().contains("95");
    }
  }

  @Test
  void limitsTheLogLinesOfListenerFailuresAndCountsTheRest() {
    ValidatorListener failing =
        new ValidatorListener() {
          @Override
          public void refused(Refusal refusal) {
            throw new IllegalStateException("metrics are down");
          }
        };
    try (AccessTokenValidator validator = validatorFor(issuer).listener(failing).build()) {
      for (int i = 0; i < 100; i++) {
        reasonOf(validator, "opaque");
      }
      assertThat(linesWith("validator listener failed type=java.lang.IllegalStateException"))
          .hasSize(5);

      issuer.clock().advance(Duration.ofSeconds(10));
      reasonOf(validator, "opaque");
      assertThat(linesWith("validator listener failed type=java.lang.IllegalStateException"))
          .hasSize(6)
          .last()
          .asString()
          .contains("95");
    }
  }

  private List<String> linesWith(String text) {
    return records.lines().stream().filter(line -> line.contains(text)).toList();
  }

  @Test
  void escapesAndCutsKeyIds() {
    String nasty = "kid\r\n\u001b[31mINFO: all is well " + "x".repeat(100);
    try (AccessTokenValidator validator = validatorFor(issuer).build()) {
      InvalidTokenException refusal =
          refusalOf(
              validator, issuer.token().signedBy(SigningKey.generate("ES384")).keyId(nasty).mint());

      assertThat(refusal.toString())
          .doesNotContain("\r", "\n", "\u001b")
          .doesNotContain("x".repeat(65));
    }
    assertThat(records.lines()).noneMatch(line -> line.contains("\n"));
  }

  private static List<String> authorization(String token) {
    return List.of("Bearer " + token);
  }
}
