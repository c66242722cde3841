package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.isAccepted;
import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several issuers behind one validator: each with its own keys, fetches and faults. */
@Tag("json")
class SeveralIssuersTest {

  private final TestIssuer a = TestIssuer.start();

  private final TestIssuer b = TestIssuer.start();

  private final AccessTokenValidator validator =
      AccessTokenValidator.forIssuers(validatorFor(a).build(), validatorFor(b).build());

  @AfterEach
  void close() {
    validator.close();
    a.close();
    b.close();
  }

  @Test
  void acceptsTheTokensOfEachIssuer() {
    assertThat(validator.issuers()).containsExactlyInAnyOrder(a.issuer(), b.issuer());
    assertThat(validator.validate(a.token().mint()).issuer()).isEqualTo(a.issuer());
    assertThat(validator.validate(b.token().mint()).issuer()).isEqualTo(b.issuer());
  }

  @Test
  void refusesAnUnknownIssuerWithoutAFetch() {
    assertThat(reasonOf(validator, a.token().issuer("https://evil.example").mint()))
        .isEqualTo(Reason.WRONG_ISSUER);
    assertThat(reasonOf(validator, a.token().without("iss").mint()))
        .isEqualTo(Reason.MISSING_CLAIM);
    assertThat(reasonOf(validator, a.token().claim("iss", 5).mint()))
        .isEqualTo(Reason.MALFORMED_CLAIM);
    assertThat(reasonOf(validator, a.token().rawPayload("{}x").mint()))
        .isEqualTo(Reason.MALFORMED_CLAIMS_SET);
    assertThat(a.requests()).isEmpty();
    assertThat(b.requests()).isEmpty();
  }

  @Test
  void refusesTheKeyOfAnotherIssuer() {
    assertThat(validator.validate(b.token().mint()).issuer()).isEqualTo(b.issuer());

    String crossed = a.token().issuer(b.issuer()).mint();

    assertThat(reasonOf(validator, crossed)).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void separatesKeysWithTheSameId() {
    SigningKey ofA = SigningKey.generate("ES384").withKeyId("shared");
    SigningKey ofB = SigningKey.generate("ES384").withKeyId("shared");
    a.keys().publish(ofA);
    b.keys().publish(ofB);

    assertThat(validator.validate(a.token().signedBy(ofA).mint()).issuer()).isEqualTo(a.issuer());
    assertThat(validator.validate(b.token().signedBy(ofB).mint()).issuer()).isEqualTo(b.issuer());
    assertThat(reasonOf(validator, a.token().signedBy(ofB).mint())).isEqualTo(Reason.BAD_SIGNATURE);
    assertThat(reasonOf(validator, b.token().signedBy(ofA).mint())).isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  @Tag("F34")
  void separatesTheKeysOfTwoIssuersThatShareAKeyId() {
    try (TestIssuer other = TestIssuer.start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(validatorFor(a).build(), validatorFor(other).build())) {
      SigningKey ours = SigningKey.generate("ES384").withKeyId("1");
      SigningKey theirs = SigningKey.generate("ES384").withKeyId("1");
      a.keys().publishOnly(List.of(ours.jwk()));
      other.keys().publishOnly(List.of(theirs.jwk()));

      for (int round = 0; round < 2; round++) {
        assertThat(both.validate(a.token().signedBy(ours).mint()).issuer()).isEqualTo(a.issuer());
        assertThat(both.validate(other.token().signedBy(theirs).mint()).issuer())
            .isEqualTo(other.issuer());
        assertThat(reasonOf(both, a.token().signedBy(theirs).mint()))
            .isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(reasonOf(both, other.token().signedBy(ours).mint()))
            .isEqualTo(Reason.BAD_SIGNATURE);
        both.refreshKeys();
      }
    }
  }

  @Test
  void acceptsTokensDuringTheOutageOfAnotherIssuer() {
    a.stop();

    assertThat(validator.validate(b.token().mint()).issuer()).isEqualTo(b.issuer());
    assertThat(unavailabilityOf(validator, a.token().mint()).retryAfter()).isPositive();
  }

  @Test
  @Tag("F33")
  void isolatesAnIssuerFromTheFaultsOfAnother() throws Exception {
    try (TestIssuer faulty = TestIssuer.start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(
                validatorFor(a).build(),
                validatorFor(faulty).clock(a.clock(), a.clock()).build())) {
      String good = a.token().mint();
      String others = faulty.token().mint();
      assertThat(isAccepted(both, good)).isTrue();
      a.forgetRequests();

      faulty.jwks().answer(Answer.hang());
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> isAccepted(both, others));
      faulty.jwks().awaitRequests(1, Duration.ofSeconds(10));
      for (int i = 0; i < 20; i++) {
        assertThat(isAccepted(both, good)).isTrue();
      }
      assertThat(waiting).isNotDone();
      faulty.jwks().heal();
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();

      for (int i = 0; i < 2_000; i++) {
        isAccepted(both, UnknownKeys.like(others));
        if (i % 100 == 0) {
          assertThat(isAccepted(both, good)).isTrue();
        }
      }

      faulty.stop();
      a.clock().advance(Duration.ofMinutes(1));
      unavailabilityOf(both, UnknownKeys.like(others));
      assertThat(isAccepted(both, others)).isTrue();
      assertThat(isAccepted(both, good)).isTrue();
      assertThat(a.requests()).isEmpty();

      // The unknown key ids of each issuer have their own limit.
      a.keys().rotateKeepingOld();
      assertThat(isAccepted(both, a.token().mint())).isTrue();
      assertThat(a.requests()).hasSize(1);
    }
  }
}
