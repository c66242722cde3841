package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens of the old key and of the new one while the issuer rotates its keys. */
class FetchedKeysRotationTest extends ValidatorTestBase {

  FetchedKeysRotationTest() {
    super("ES256");
  }

  private static final Duration NEXT_FETCH = Duration.ofSeconds(10);

  @Test
  void acceptsAKeyThatReplacesAnotherWithoutOverlap() {
    String old = issuer.token().mint();
    accepts(old);

    issuer.keys().rotate();

    accepts(issuer.token().mint());
    assertThat(reasonOf(validator, old)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(3); // start, new key, old key
  }

  @Test
  @Tag("F19")
  void fetchesOnceForARotationWithoutOverlap() throws Exception {
    String old = issuer.token().mint();
    accepts(old);
    issuer.keys().rotate();
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String token = issuer.token().mint();
      calls.add(() -> validator.validate(token).clientId());
    }
    int fetches = issuer.jwks().requestCount();

    List<String> clients = Concurrently.call(calls);

    assertThat(clients).hasSize(200).containsOnly(issuer.app().id());
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
    assertThat(reasonOf(validator, old)).isEqualTo(Reason.UNKNOWN_KEY);
    events.await(() -> events.count("KeyRemoved") == 1);
  }

  @Test
  @Tag("F18")
  void acceptsEveryTokenDuringRotationsWithOverlap() {
    accepts();
    for (int rotation = 0; rotation < 20; rotation++) {
      String before = issuer.token().mint();
      String old = issuer.keys().current().keyId();
      issuer.keys().rotateKeepingOld();
      int fetches = issuer.jwks().requestCount();

      accepts(before);
      accepts();
      accepts(before);

      assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
      issuer.keys().retire(old);
      refresh();
      accepts();
    }
    assertThat(events.count("LoadFailed")).isZero();
    events.await(() -> events.count("KeyRemoved") == 20);
  }

  @Test
  void acceptsANewKeyAtOnceDespiteAStaleClient() {
    accepts(issuer.token().mint());
    String stale = UnknownKeys.like(issuer.token().mint());
    for (int second = 0; second < 25; second += 5) {
      assertThat(reasonOf(validator, stale)).isEqualTo(Reason.UNKNOWN_KEY);
      issuer.clock().advance(Duration.ofSeconds(5));
    }

    issuer.keys().rotate();

    accepts(issuer.token().mint());
    assertThat(issuer.jwks().requestCount()).isEqualTo(3); // start, stale client, new key
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
  void acceptsAChangeFromEcToRsa() {
    accepts(issuer.token().mint());

    issuer.keys().rotate("RS256");

    accepts(issuer.token().mint());
  }

  /** The fetch under way may return the set from before the rotation. */
  @Test
  void acceptsANewKeyWhileAFetchOfTheOldSetIsUnderWay() throws Exception {
    accepts(issuer.token().mint());
    issuer.jwks().answerNext(1, Answer.hang());
    issuer.clock().advance(Duration.ofMinutes(10));
    accepts(issuer.token().mint());
    issuer.jwks().awaitRequests(2, LONG);
    issuer.keys().rotate();
    String token = issuer.token().mint();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try {
      Future<String> client = caller.submit(() -> validator.validate(token).clientId());
      events.await(() -> events.count("UnknownKeyId") == 1);

      issuer.jwks().release();

      assertThat(client.get()).isEqualTo(issuer.app().id());
    } finally {
      caller.shutdownNow();
    }
  }

  @Test
  void acceptsANewKeyWhenAFetchOfTheOldSetEndsMeanwhile() {
    KeySetLog heard = new KeySetLog();
    Thread caller = Thread.currentThread();
    AtomicBoolean underway = new AtomicBoolean();
    // The fetch ends after the caller has looked into the old set, while it reads the clock.
    InstantSource endsFetch =
        () -> {
          if (Thread.currentThread() == caller && underway.getAndSet(false)) {
            issuer.jwks().release();
            heard.await(() -> heard.count("Loaded") == 2);
          }
          return issuer.clock().instant();
        };
    try (AccessTokenValidator overtaken =
        validatorFor(issuer).clock(endsFetch, issuer.clock()).listener(heard).build()) {
      assertThat(overtaken.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      heard.await(() -> heard.count("Loaded") == 1);
      issuer.jwks().answerNext(1, Answer.hang());
      issuer.clock().advance(Duration.ofMinutes(10));
      assertThat(overtaken.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
      issuer.jwks().awaitRequests(2, LONG);
      issuer.keys().rotate();
      String token = issuer.token().mint();
      underway.set(true);

      assertThat(overtaken.validate(token).clientId()).isEqualTo(issuer.app().id());
      assertThat(underway).isFalse();
      assertThat(issuer.jwks().requestCount()).isEqualTo(3);
    }
  }

  @Test
  void acceptsAKeyThatIsPublishedAfterItsFirstUse() {
    accepts(issuer.token().mint());
    SigningKey early = SigningKey.generate("ES384");
    String token = issuer.token().signedBy(early).mint();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    issuer.keys().publish(early);
    issuer.clock().advance(Duration.ofSeconds(30));

    accepts(token);
  }

  @Test
  @Tag("F20")
  void acceptsAKeyAtTheFirstFetchAfterItsPublication() {
    accepts();
    SigningKey early = SigningKey.generate("ES256");
    String token = issuer.token().signedBy(early).mint();
    // Three unknown key ids use up the fetches that new key ids may start.
    for (int junk = 0; junk < 3; junk++) {
      reasonOf(validator, issuer.token().signedBy(SigningKey.generate("ES256")).mint());
    }
    assertThat(unavailabilityOf(validator, token).retryAfter()).isEqualTo(NEXT_FETCH);
    int fetches = issuer.jwks().requestCount();

    issuer.keys().publish(early);
    issuer.clock().advance(NEXT_FETCH.minusSeconds(2));
    assertThat(unavailabilityOf(validator, token).retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches);

    issuer.clock().advance(Duration.ofSeconds(2));
    accepts(token);
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
  }

  @Test
  @Tag("F20")
  void acceptsAPreviouslyAbsentKeyAfterThirtySeconds() {
    accepts();
    SigningKey early = SigningKey.generate("ES256");
    String token = issuer.token().signedBy(early).mint();
    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    int fetches = issuer.jwks().requestCount();

    issuer.keys().publish(early);
    issuer.clock().advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches);

    issuer.clock().advance(Duration.ofNanos(1));
    accepts(token);
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
  }

  @Test
  void refusesAKeyThatWasRemovedInTheBackground() {
    SigningKey oldKey = issuer.keys().current();
    String old = issuer.token().mint();
    accepts(old);
    issuer.keys().rotateKeepingOld();
    accepts(issuer.token().mint());
    accepts(old);

    issuer.keys().retire(oldKey.keyId());
    refresh();

    assertThat(reasonOf(validator, old)).isEqualTo(Reason.UNKNOWN_KEY);
    events.await(() -> events.count("KeyRemoved") == 1);
  }

  @Test
  @Tag("F23")
  void refusesARemovedKeyAfterTheNextRefresh() {
    SigningKey old = issuer.keys().current();
    String ofOldKey = issuer.token().mint();
    issuer.keys().rotateKeepingOld();
    accepts(ofOldKey);
    accepts(issuer.token().mint());

    issuer.keys().retire(old.keyId());
    validator.refreshKeys();

    assertThat(reasonOf(validator, ofOldKey)).isEqualTo(Reason.UNKNOWN_KEY);
    accepts(issuer.token().mint());
    events.await(() -> events.toString().contains("key removed issuer=" + issuer.issuer()));
    assertThat(events.toString()).contains("kid=\"" + old.keyId());
  }
}
