package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tokenvalidator.TokenExplanation.Check;
import dev.tokenvalidator.TokenExplanation.Outcome;
import dev.tokenvalidator.TokenExplanation.Verdict;
import dev.tokenvalidator.fixtures.TokenBuilder;
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

  /** Entra writes roles into ID tokens as well. */
  @Test
  void proposesNoScopesOfATokenThatMayBeAnIdToken() {
    for (TokenBuilder idToken :
        List.of(
            issuer.token().idToken().claim("roles", List.of("admin")),
            issuer.token().idToken().nonceAndAtHash().claim("roles", List.of("admin")),
            issuer.token().claim("nonce", "n").claim("scope", List.of("read:products")),
            issuer.token().idToken().issuer("http://localhost:8080/oidc"),
            issuer.token().type("JWT").claim("typ", "ID").issuer("http://localhost:8080/oidc"))) {
      TokenExplanation explained = validator.explain(idToken.mint());

      assertThat(explained.proven()).isTrue();
      assertThat(explained.settings()).isEmpty();
      assertThat(explained.checks())
          .flatExtracting(check -> check.advice().stream().toList())
          .noneMatch(advice -> advice.toString().contains("set "));
    }
  }

  @Test
  void namesTheClaimOfTheScopesWhereAnotherIsConfigured() {
    try (AccessTokenValidator scp =
        validatorFor(issuer).scopeClaim("scp", ScopeFormat.ARRAY).build()) {
      TokenExplanation explained = scp.explain(issuer.token().scope("read:products").mint());

      assertThat(explained.settings())
          .containsExactly(entry("scopeClaim", "scope"), entry("scopeFormat", "string"));
    }
  }

  /** A proposal ends up in a shell, a file or a log line. */
  @Test
  void proposesNoNameThatIsNoAddress() {
    for (String host :
        List.of("a\nb", "a'b", "a\"b", "$(id)", "a`id`", "a\\b", "a b", "a\u202eb")) {
      TokenExplanation explained =
          validator.explain(issuer.token().issuer("http://" + host + "/oidc").mint());

      assertThat(explained.reason()).contains(Reason.WRONG_ISSUER);
      assertThat(explained.proven()).isTrue();
      assertThat(explained.settings()).isEmpty();
      assertThat(explained.toString()).matches("[ -~]*");
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
