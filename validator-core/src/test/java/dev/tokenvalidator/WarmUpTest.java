package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.KeySetStatus.State;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** A validator that fetches its keys before the first token, so that a probe can become ready. */
class WarmUpTest extends ValidatorTestBase {

  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

  /** The probe of README. */
  private boolean isReady() {
    return validator.keySets().stream().allMatch(KeySetStatus::usable);
  }

  private State state() {
    return validator.keySets().get(0).state();
  }

  @Test
  void makesTheProbeReadyWithoutAToken() {
    assertThat(isReady()).isFalse();
    assertThat(state()).isEqualTo(State.NOT_ASKED);

    validator.warmUp();
    events.await(() -> events.count("Loaded") == 1);

    assertThat(isReady()).isTrue();
    assertThat(state()).isEqualTo(State.USABLE);
    accepts();
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
  }

  @Test
  void doesNotWaitForTheIssuer() throws Exception {
    issuer.jwks().answer(Answer.hang());

    validator.warmUp();

    issuer.jwks().awaitRequests(1, LONG); // under way, while this thread goes on
    assertThat(state()).isEqualTo(State.UNAVAILABLE);
    assertThat(validator.keySets().get(0).lastFailure()).isEmpty();
    issuer.jwks().heal();
    issuer.jwks().release();
    validator.refreshKeys();
    assertThat(isReady()).isTrue();
  }

  @Test
  void fetchesOnceHoweverOftenItIsCalled() {
    for (int i = 0; i < 10; i++) {
      validator.warmUp();
    }
    events.await(() -> events.count("Loaded") == 1);
    validator.warmUp();
    accepts();

    assertThat(issuer.requests()).hasSize(2);
  }

  @Test
  void triesAgainByItselfWhileTheIssuerIsDown() {
    issuer.discovery().answer(Answer.status(500));

    validator.warmUp();
    events.await(() -> events.count("LoadFailed") == 1);

    assertThat(isReady()).isFalse();
    assertThat(state()).isEqualTo(State.UNAVAILABLE);
    validator.warmUp(); // a back-off holds
    assertThat(issuer.discovery().requestCount()).isEqualTo(1);

    issuer.discovery().heal();
    issuer.clock().advance(LONGEST_BACK_OFF);
    events.await(() -> events.count("Loaded") == 1);
    assertThat(isReady()).isTrue();
  }

  @Test
  void fetchesTheKeysOfEveryIssuer() {
    KeySetLog ofOther = new KeySetLog();
    try (TestIssuer other = TestIssuer.start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(
                validator, validatorFor(other).listener(ofOther).build())) {
      both.warmUp();
      events.await(() -> events.count("Loaded") == 1);
      ofOther.await(() -> ofOther.count("Loaded") == 1);

      assertThat(both.keySets()).allMatch(KeySetStatus::usable);
      assertThat(ofOther.of(KeySetEvent.Loaded.class).get(0).issuer()).isEqualTo(other.issuer());
    }
  }

  @Test
  void doesNothingForConfiguredKeysAndAfterClose() {
    try (AccessTokenValidator configured =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .jwkSet(issuer.keys().jwkSet())
            .audience(issuer.resource().indicator())
            .build()) {
      configured.warmUp();
      assertThat(configured.keySets().get(0).state()).isEqualTo(State.USABLE);
    }
    validator.close();

    validator.warmUp();

    assertThat(state()).isEqualTo(State.NOT_ASKED);
    assertThat(unavailabilityOf(validator, issuer.token().mint()).reason()).isEmpty();
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void doesNotThrowIfAClockDoes() {
    InstantSource broken =
        () -> {
          throw new IllegalStateException("no clock");
        };
    try (AccessTokenValidator failing =
        validatorFor(issuer).clock(broken, issuer.clock()).build()) {
      failing.warmUp();
    }
  }
}
