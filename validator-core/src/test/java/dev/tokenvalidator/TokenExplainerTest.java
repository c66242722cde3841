package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.TokenExplanation.Check;
import dev.tokenvalidator.TokenExplanation.Outcome;
import dev.tokenvalidator.TokenExplanation.Verdict;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an explanation says of tokens that fail before or beside their claims. */
class TokenExplainerTest extends ValidatorTestBase {

  @Test
  void namesTheTypeThatEndsTheValidation() {
    TokenExplanation explained = validator.explain(issuer.token().type("logout+jwt").mint());

    assertThat(explained.reason()).contains(Reason.WRONG_TYPE);
    assertThat(explained.proven()).isFalse();
    assertThat(named("typ", explained)).isEqualTo(Verdict.FAILED);
    assertThat(named("signature", explained)).isEqualTo(Verdict.SKIPPED);
    assertThat(explained.checks()).extracting(Check::name).doesNotHaveDuplicates();
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void namesTheAlgorithmThatEndsTheValidation() {
    try (AccessTokenValidator rsaOnly =
        validatorFor(issuer).algorithms(SignatureAlgorithm.RS256).build()) {
      TokenExplanation explained = rsaOnly.explain(issuer.token().mint());

      assertThat(explained.reason()).contains(Reason.UNSUPPORTED_ALGORITHM);
      assertThat(named("alg", explained)).isEqualTo(Verdict.FAILED);
      assertThat(named("signature", explained)).isEqualTo(Verdict.SKIPPED);
    }
  }

  /** The signature is good; what it signs is not. */
  @Test
  void tellsMalformedClaimsFromABadSignature() {
    TokenExplanation explained = validator.explain(issuer.token().rawPayload("no JSON").mint());

    assertThat(explained.reason()).contains(Reason.MALFORMED_CLAIMS_SET);
    assertThat(explained.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(explained.proven()).isTrue();
    assertThat(named("signature", explained)).isEqualTo(Verdict.PASSED);
    assertThat(named("claims", explained)).isEqualTo(Verdict.FAILED);
    assertThat(explained.claims()).contains("no JSON");
  }

  /** Its rules take an access token for proven. */
  @Test
  void givesUnprovenClaimsToNoRuleOfTheApplication() {
    List<AccessToken> seen = new ArrayList<>();
    try (AccessTokenValidator watched =
        validatorFor(issuer).requireClaims("watches", seen::add).build()) {
      String token = issuer.token().mint();
      String other = issuer.token().subject("other").mint();

      watched.explain(
          token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.')));
      assertThat(seen).isEmpty();

      assertThat(watched.explain(token).outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(seen).hasSize(1);
    }
  }

  private static Verdict named(String name, TokenExplanation explained) {
    return explained.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow()
        .verdict();
  }
}
