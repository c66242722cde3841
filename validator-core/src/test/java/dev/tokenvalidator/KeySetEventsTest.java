package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.keys.KeySetEvent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The listener and the log get each key set event once, in order and at its level. */
class KeySetEventsTest extends ValidatorTestBase {

  /** How the line of each event begins. */
  private static final Map<String, String> LINES =
      Map.of(
          "Loaded", "key set loaded issuer=",
          "EntrySkipped", "key set entry skipped issuer=",
          "UnknownKeyId", "key id unknown issuer=",
          "KeyRemoved", "key removed issuer=",
          "LoadFailed", "key set fetch failed issuer=",
          "StaleLimitPassed", "key set too old issuer=",
          "KeyHostChanged", "key host changed issuer=");

  private final LogLines log = new LogLines();

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void logsEachKeySetEventOnceAtItsLevel() {
    String good = issuer.token().mint();
    SigningKey gone = SigningKey.generate("ES384").withKeyId("gone");
    issuer.keys().publish(gone);
    issuer.keys().publishJwk("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}");
    accepts(good);
    assertLogged("Loaded", "FINE");
    assertLogged("EntrySkipped", "FINE");

    reasonOf(validator, UnknownKeys.like(good));
    assertLogged("UnknownKeyId", "FINE");

    issuer.keys().retire("gone");
    validator.refreshKeys();
    assertLogged("KeyRemoved", "INFO");

    issuer.jwks().answer(Answer.status(500));
    validator.refreshKeys();
    assertLogged("LoadFailed", "WARNING");
    events.await(() -> events.staleSets() >= 1);
    issuer.jwks().heal();

    URI moved =
        URI.create(
            "http://localhost:" + issuer.endpoint().getPort() + issuer.jwks().uri().getPath());
    issuer.discovery().answer(Answer.genuine().withMember("jwks_uri", moved.toString()));
    issuer.clock().advance(Duration.ofDays(2));
    accepts(issuer.token().mint());
    assertLogged("StaleLimitPassed", "SEVERE");
    assertLogged("KeyHostChanged", "WARNING");

    issuer.jwks().answer(Answer.genuine().withBody("{\"keys\":[]}"));
    validator.refreshKeys();
    events.await(() -> events.emptySets() == 1);
    assertThat(log.with("key set fetch failed "))
        .filteredOn(line -> line.startsWith("SEVERE "))
        .hasSize(1);

    String all = events + "\n" + log.all();
    assertThat(all).doesNotContain(good, good.substring(good.lastIndexOf('.') + 1));
    for (String member : List.of("\"x\"", "\"y\"", "\"n\"", "AQAB")) {
      assertThat(all).doesNotContain(member);
    }
  }

  private void assertLogged(String event, String level) {
    events.await(() -> events.count(event) >= 1);
    assertThat(log.with(Objects.requireNonNull(LINES.get(event))))
        .isNotEmpty()
        .allMatch(line -> line.startsWith(level + " "));
    if (List.of("UnknownKeyId", "KeyRemoved", "StaleLimitPassed", "KeyHostChanged")
        .contains(event)) {
      assertThat(events.count(event)).isEqualTo(1);
      assertThat(log.with(Objects.requireNonNull(LINES.get(event)))).hasSize(1);
    }
  }

  @Test
  void reportsThePassedStaleLimitOncePerOutage() {
    accepts(issuer.token().mint());
    issuer.stop();
    issuer.clock().advance(Duration.ofHours(13));
    for (int i = 0; i < 5; i++) {
      unavailabilityOf(validator, issuer.token().mint());
    }
    events.await(() -> events.count("StaleLimitPassed") == 1);

    issuer.resume();
    validator.refreshKeys();
    issuer.stop();
    issuer.clock().advance(Duration.ofHours(13));
    unavailabilityOf(validator, issuer.token().mint());
    events.await(() -> events.count("StaleLimitPassed") == 2);
  }

  @Test
  void reportsEventsInOrderAndOneAtATime() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> kinds = Collections.synchronizedList(new ArrayList<>());
    ValidatorListener slow =
        new ValidatorListener() {
          @Override
          public void keySetChanged(KeySetEvent event) {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            for (int i = 0; i < 100_000; i++) {
              Thread.onSpinWait();
            }
            kinds.add(event.getClass().getSimpleName());
            atOnce.decrementAndGet();
            events.keySetChanged(event);
          }
        };
    try (AccessTokenValidator validator = validatorFor(issuer).listener(slow).build()) {
      accepts(validator);
      for (int i = 0; i < 5; i++) {
        String old = issuer.keys().current().keyId();
        issuer.keys().rotateKeepingOld();
        issuer.clock().advance(Duration.ofMinutes(1));
        accepts(validator);
        issuer.keys().retire(old);
        validator.refreshKeys();
      }
      events.await(() -> events.count("KeyRemoved") == 5);
    }
    List<String> expected = new ArrayList<>(List.of("Loaded"));
    for (int i = 0; i < 5; i++) {
      expected.addAll(List.of("UnknownKeyId", "Loaded", "Loaded", "KeyRemoved"));
    }
    assertThat(kinds).isEqualTo(expected);
    assertThat(most).hasValue(1);
  }

  @Test
  void reportsNothingAfterCloseAndCountsLostEvents() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    AtomicReference<String> last = new AtomicReference<>("");
    ValidatorListener stuck =
        new ValidatorListener() {
          @Override
          public void keySetChanged(KeySetEvent event) {
            entered.countDown();
            Concurrently.await(released);
            last.set(event.toString());
            events.keySetChanged(event);
          }
        };
    AccessTokenValidator validator = validatorFor(issuer).listener(stuck).build();
    accepts(validator);
    entered.await();
    String good = issuer.token().mint();
    for (int i = 0; i < 300; i++) {
      try {
        validator.validate(UnknownKeys.like(good));
      } catch (TokenValidationException e) {
        assertThat(e).isNotNull();
      }
    }
    released.countDown();
    // Each event is delivered or counted as lost; the log and the listener have room for 100 each.
    events.await(() -> events.count("UnknownKeyId") + lost() >= 300);
    assertThat(lost()).isBetween(90L, 210L);

    validator.close();
    int reported = events.kinds().size();
    validator.distrust("anything");
    unavailabilityOf(validator, UnknownKeys.like(good));
    assertThat(events.kinds()).hasSize(reported);
  }

  private long lost() {
    return events.of(KeySetEvent.EventsLost.class).stream()
        .mapToLong(KeySetEvent.EventsLost::count)
        .sum();
  }

  @Test
  @Tag("F37")
  void recoversAfterAListenerThrowsAnError() {
    ValidatorListener failing =
        new ValidatorListener() {
          @Override
          public void keySetChanged(KeySetEvent event) {
            events.keySetChanged(event);
            throw new StackOverflowError("provoked");
          }
        };
    try (AccessTokenValidator validator = validatorFor(issuer).listener(failing).build()) {
      accepts(validator);
      events.await(() -> events.count("Loaded") >= 1);

      String junk = UnknownKeys.like(issuer.token().mint());
      assertThatThrownBy(() -> validator.validate(junk))
          .isInstanceOf(TokenValidationException.class);
      events.await(() -> events.count("UnknownKeyId") >= 1);

      accepts(validator);
      issuer.clock().advance(Duration.ofMinutes(10));
      accepts(validator);
      issuer.jwks().awaitRequests(2, LONG);
      validator.refreshKeys();
      accepts(validator);
    }
  }
}
