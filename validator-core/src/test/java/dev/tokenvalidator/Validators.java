package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.TestIssuer;

/** What the tests of this package share: a validator for a test issuer, and how it refuses. */
final class Validators {

  private Validators() {}

  /** Settings for the issuer's default API, on the issuer's clocks. */
  static AccessTokenValidatorBuilder validatorFor(TestIssuer issuer) {
    return AccessTokenValidator.builder()
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(issuer.resource().indicator())
        .clock(issuer.clock(), issuer.clock());
  }

  /** The exception with which a token is refused. */
  static InvalidTokenException refusalOf(AccessTokenValidator validator, String token) {
    return assertThatExceptionOfType(InvalidTokenException.class)
        .isThrownBy(() -> validator.validate(token))
        .actual();
  }

  /** The reason for which a token is refused. */
  static Reason reasonOf(AccessTokenValidator validator, String token) {
    return refusalOf(validator, token).reason();
  }

  /** The exception with which a validator says that it cannot tell. */
  static ValidationUnavailableException unavailabilityOf(
      AccessTokenValidator validator, String token) {
    return assertThatExceptionOfType(ValidationUnavailableException.class)
        .isThrownBy(() -> validator.validate(token))
        .actual();
  }
}
