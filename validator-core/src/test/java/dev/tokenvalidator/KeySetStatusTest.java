package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.KeySetStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What keySets shows of the keys, and what refreshKeys fetches. */
class KeySetStatusTest extends ValidatorTestBase {

  private KeySetStatus status() {
    return validator.keySets().get(0);
  }

  @Test
  void isEmptyBeforeTheFirstToken() {
    assertThat(status())
        .isEqualTo(
            new KeySetStatus(
                issuer.issuer(),
                State.NOT_ASKED,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void namesTheFailureOfTheFirstFetch() {
    issuer.discovery().answer(Answer.status(500));
    unavailabilityOf(validator, issuer.token().mint());

    KeySetStatus status = status();

    assertThat(status.state()).isEqualTo(State.UNAVAILABLE);
    assertThat(status.usable()).isFalse();
    assertThat(status.keyIds()).isEmpty();
    assertThat(status.lastSuccess()).isEmpty();
    assertThat(status.age()).isEmpty();
    assertThat(status.lastFailure().orElseThrow()).contains("status 500");
    assertThat(status.nextAttempt().orElseThrow())
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  @Test
  void showsTheAgeOfTheKeys() {
    Instant start = issuer.clock().instant();
    issuer.keys().publish(SigningKey.generate("ES256").withKeyId("second"));
    accepts(issuer.token().mint());
    issuer.clock().advance(Duration.ofMinutes(2));

    KeySetStatus status = status();

    assertThat(status.keyIds()).containsExactly("second", issuer.keys().current().keyId());
    assertThat(status.lastSuccess()).contains(start);
    assertThat(status.age()).contains(Duration.ofMinutes(2));
    assertThat(status.usable()).isTrue();
    assertThat(status.stale()).isFalse();
    assertThat(status.lastFailure()).isEmpty();
    assertThat(status.nextAttempt().orElseThrow())
        .isBetween(Duration.ofSeconds(330), Duration.ofSeconds(420));

    // By the wall clock as well, as after a suspended machine wakes.
    issuer.clock().setInstant(start.plus(Duration.ofHours(1)));
    assertThat(status().age()).contains(Duration.ofHours(1));
    assertThat(status().nextAttempt()).contains(Duration.ZERO);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
  }

  @Test
  void showsStaleAndExpiredKeys() {
    accepts(issuer.token().mint());
    issuer.stop();
    issuer.clock().advance(Duration.ofHours(11));
    accepts(issuer.token().mint());
    events.await(() -> events.staleSets() == 1);

    KeySetStatus stale = status();
    assertThat(stale.state()).isEqualTo(State.STALE);
    assertThat(stale.usable()).isTrue();
    assertThat(stale.stale()).isTrue();
    assertThat(stale.keyIds()).hasSize(1);
    assertThat(stale.age()).contains(Duration.ofHours(11));
    assertThat(stale.lastFailure().orElseThrow()).contains("no response");

    issuer.clock().advance(Duration.ofHours(1).plusSeconds(1));
    KeySetStatus tooOld = status();
    assertThat(tooOld.state()).isEqualTo(State.UNAVAILABLE);
    assertThat(tooOld.usable()).isFalse();
    assertThat(tooOld.stale()).isTrue();
    assertThat(tooOld.keyIds()).isEmpty();
    assertThat(tooOld.age()).contains(Duration.ofHours(12).plusSeconds(1));

    issuer.resume();
    validator.refreshKeys();
    assertThat(status().usable()).isTrue();
    assertThat(status().stale()).isFalse();
    assertThat(status().lastFailure()).isEmpty();
  }

  @Test
  void showsNoAgeForConfiguredKeys() {
    try (AccessTokenValidator configured =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .jwkSet(issuer.keys().jwkSet())
            .audience(issuer.resource().indicator())
            .build()) {
      String keyId = issuer.keys().current().keyId(); // its thumbprint
      assertThat(configured.refreshKeys())
          .containsExactly(
              new KeySetStatus(
                  issuer.issuer(),
                  State.USABLE,
                  List.of(new KeyName(Optional.of(keyId), keyId)),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()));
    }
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void announcesNoFetchAfterClose() {
    accepts(issuer.token().mint());
    validator.close();

    assertThat(status().nextAttempt()).isEmpty();
    assertThat(status().usable()).isTrue();
    assertThat(validator.refreshKeys()).containsExactly(status());
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);

    issuer.clock().advance(Duration.ofHours(13));
    assertThat(status().usable()).isFalse();
  }

  @Test
  void fetchesOnDemandDuringABackOff() {
    accepts(issuer.token().mint());
    issuer.jwks().answer(Answer.status(503).withHeader("Retry-After", "900"));
    assertThat(validator.refreshKeys().get(0).nextAttempt()).contains(Duration.ofMinutes(15));
    assertThat(validator.refreshKeys().get(0).stale()).isTrue();
    assertThat(issuer.jwks().requestCount()).isEqualTo(3);

    issuer.jwks().heal();
    KeySetStatus status = validator.refreshKeys().get(0);

    assertThat(issuer.jwks().requestCount()).isEqualTo(4);
    assertThat(status.stale()).isFalse();
    assertThat(status.nextAttempt().orElseThrow()).isGreaterThan(Duration.ofMinutes(7));
  }

  @Test
  void fetchesOnDemandWhileNewKeyIdsAreHeldBack() {
    String good = issuer.token().mint();
    accepts(good);
    for (int i = 0; i < 3; i++) {
      assertThat(reasonOf(validator, UnknownKeys.like(good))).isEqualTo(Reason.UNKNOWN_KEY);
    }
    issuer.keys().rotateKeepingOld();
    String ofNewKey = issuer.token().mint();
    assertThat(unavailabilityOf(validator, ofNewKey).retryAfter())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(issuer.jwks().requestCount()).isEqualTo(4);

    validator.refreshKeys();

    assertThat(issuer.jwks().requestCount()).isEqualTo(5);
    accepts(ofNewKey);
    assertThat(issuer.jwks().requestCount()).isEqualTo(5);
  }

  @Test
  void fetchesAgainOnDemandDuringAFetch() throws Exception {
    accepts(issuer.token().mint());
    String compromised = issuer.token().mint();
    issuer.jwks().answerNext(1, Answer.hang());
    issuer.clock().advance(Duration.ofMinutes(10));
    accepts(compromised);
    issuer.jwks().awaitRequests(2, LONG); // the response is chosen before the rotation
    issuer.keys().rotate();

    CompletableFuture<List<KeySetStatus>> refreshed =
        CompletableFuture.supplyAsync(validator::refreshKeys);
    issuer.jwks().release();

    assertThat(refreshed.get(10, TimeUnit.SECONDS).get(0).keyIds())
        .containsExactly(issuer.keys().current().keyId());
    assertThat(reasonOf(validator, compromised)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(3 + 1); // the last for the unknown key id
  }

  @Test
  void refusesADistrustedKeyIdAtEveryIssuer() {
    try (TestIssuer other = TestIssuer.start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(
                validatorFor(issuer).build(), validatorFor(other).build())) {
      SigningKey ours = SigningKey.generate("ES384").withKeyId("shared");
      SigningKey theirs = SigningKey.generate("ES384").withKeyId("shared");
      issuer.keys().publish(ours);
      other.keys().publish(theirs);
      String ofOurs = issuer.token().signedBy(ours).mint();
      String ofTheirs = other.token().signedBy(theirs).mint();
      assertThat(both.validate(ofOurs).issuer()).isEqualTo(issuer.issuer());
      assertThat(both.validate(ofTheirs).issuer()).isEqualTo(other.issuer());

      both.distrust("shared");

      assertThat(reasonOf(both, ofOurs)).isEqualTo(Reason.DISTRUSTED_KEY);
      assertThat(reasonOf(both, ofTheirs)).isEqualTo(Reason.DISTRUSTED_KEY);
      assertThat(both.validate(issuer.token().mint()).issuer()).isEqualTo(issuer.issuer());
      both.refreshKeys();
      assertThat(reasonOf(both, ofOurs)).isEqualTo(Reason.DISTRUSTED_KEY);
    }
  }

  @Test
  void refusesADistrustedThumbprintUnderEveryKeyId() {
    String thumbprint = issuer.keys().current().keyId();
    SigningKey renamed = issuer.keys().current().withKeyId("renamed");
    issuer.keys().publish(renamed);
    String ofRenamed = issuer.token().signedBy(renamed).mint();
    accepts(ofRenamed);

    validator.distrust(thumbprint);

    assertThat(reasonOf(validator, ofRenamed)).isEqualTo(Reason.DISTRUSTED_KEY);
    assertThat(reasonOf(validator, issuer.token().withoutHeader("kid").mint()))
        .isEqualTo(Reason.DISTRUSTED_KEY);
    issuer.keys().rotate();
    accepts(issuer.token().mint());
  }

  @Test
  void refusesADistrustedKeyIdUnderItsOtherIds() {
    SigningKey first = SigningKey.generate("ES384").withKeyId("first");
    issuer.keys().publish(first);
    issuer.keys().publishJwk(first.jwk().replace("\"kid\":\"first\",", ""));
    issuer.keys().publish(first.withKeyId("second"));
    accepts(issuer.token().signedBy(first).mint());

    validator.distrust("first");

    assertThat(reasonOf(validator, issuer.token().signedBy(first).mint()))
        .isEqualTo(Reason.DISTRUSTED_KEY);
    assertThat(reasonOf(validator, issuer.token().signedBy(first.withKeyId("second")).mint()))
        .isEqualTo(Reason.DISTRUSTED_KEY);

    // A later id of the same key does not help either.
    issuer.keys().retire("first");
    issuer.keys().publish(first.withKeyId("third"));
    validator.refreshKeys();
    assertThat(reasonOf(validator, issuer.token().signedBy(first.withKeyId("third")).mint()))
        .isEqualTo(Reason.DISTRUSTED_KEY);
    accepts(issuer.token().mint());
  }

  @Test
  void refusesAKeyThatWasDistrustedBeforeItWasFetched() {
    SigningKey key = issuer.keys().current().withKeyId("other name");
    issuer.keys().publish(key);

    validator.distrust("other name");

    assertThat(reasonOf(validator, issuer.token().mint())).isEqualTo(Reason.DISTRUSTED_KEY);
    assertThat(reasonOf(validator, issuer.token().signedBy(key).mint()))
        .isEqualTo(Reason.DISTRUSTED_KEY);
  }
}
