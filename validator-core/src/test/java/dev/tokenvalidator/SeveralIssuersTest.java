package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
  void acceptsTokensDuringTheOutageOfAnotherIssuer() {
    a.stop();

    assertThat(validator.validate(b.token().mint()).issuer()).isEqualTo(b.issuer());
    assertThat(unavailabilityOf(validator, a.token().mint()).retryAfter()).isPositive();
  }
}
