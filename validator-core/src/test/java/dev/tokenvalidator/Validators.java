package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.TestIssuer;

/** Builds validators for a test issuer, and returns how they refuse tokens. */
final class Validators {

  private Validators() {}

  /** A builder for the issuer's default API, on the issuer's clocks. */
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

  /** Whether a token is accepted; otherwise its key is unknown, or the keys are unavailable. */
  static boolean isAccepted(AccessTokenValidator validator, String token) {
    try {
      validator.validate(token);
      return true;
    } catch (InvalidTokenException e) {
      assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_KEY);
      return false;
    } catch (ValidationUnavailableException e) {
      assertThat(e.retryAfter()).isPositive();
      return false;
    }
  }

  /** The exception with which a validator reports that it cannot validate the token now. */
  static ValidationUnavailableException unavailabilityOf(
      AccessTokenValidator validator, String token) {
    return assertThatExceptionOfType(ValidationUnavailableException.class)
        .isThrownBy(() -> validator.validate(token))
        .actual();
  }
}
