package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tokenvalidator.TokenExplanation.Check;
import dev.tokenvalidator.TokenExplanation.Outcome;
import dev.tokenvalidator.TokenExplanation.Verdict;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The explanation of a token, for the operator who has it. */
class ExplainTest extends ValidatorTestBase {

  @Test
  void passesEachCheckOfAValidToken() {
    String token = issuer.token().mint();
    TokenExplanation explained = validator.explain(token);

    assertThat(explained.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(explained.proven()).isTrue();
    assertThat(explained.reason()).isEmpty();
    assertThat(explained.problem()).isEmpty();
    assertThat(explained.header().orElseThrow()).contains("\"typ\":\"at+jwt\"");
    assertThat(explained.claims().orElseThrow()).contains("\"aud\":\"https://shopping.api\"");
    assertThat(explained.checks()).extracting(Check::verdict).containsOnly(Verdict.PASSED);
    assertThat(explained.checks())
        .extracting(Check::name)
        .containsExactly(
            "form",
            "signature",
            "typ",
            "kind of token",
            "iss",
            "client_id",
            "aud",
            "organization_id",
            "exp, nbf, iat",
            "cnf",
            "sub",
            "scope",
            "jti",
            "rules of this application");
    assertThat(validator.tokenCache().tokens()).isZero();
  }

  /** Whatever ends the validation, it ends the explanation with the same reason. */
  @Test
  void endsAsTheValidationDoes() {
    SigningKey other = SigningKey.generate("ES384");
    for (String token :
        List.of(
            "opaque",
            "a.b.c.d.e",
            "{}",
            issuer.token().unsigned().mint(),
            issuer.token().type("logout+jwt").mint(),
            issuer.token().type("JWT").mint(),
            issuer.token().signedBy(other).mint(),
            issuer.token().forgedBy(other).mint(),
            issuer.token().issuer("https://elsewhere.example").mint(),
            issuer.token().without("aud").mint(),
            issuer.token().audience("account").mint(),
            issuer.token().without("client_id").mint(),
            issuer.token().without("sub").mint(),
            issuer.token().expired().mint(),
            issuer.token().claim("cnf", Map.of()).mint(),
            issuer.token().claim("scope", 5).mint(),
            issuer.token().claim("jti", 5).mint(),
            issuer.token().organizationId("org1").mint())) {
      Reason reason = refusalOf(validator, token).reason();
      TokenExplanation explained = validator.explain(token);

      assertThat(explained.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(explained.reason()).as(explained.toString()).contains(reason);
      assertThat(explained.checks()).anyMatch(check -> check.verdict() == Verdict.FAILED);
    }
  }

  @Test
  void asksTheRulesOfTheApplication() {
    try (AccessTokenValidator strict =
        validatorFor(issuer).requireClaims("only admins", token -> false).build()) {
      TokenExplanation explained = strict.explain(issuer.token().mint());

      assertThat(explained.reason()).contains(Reason.CLAIMS_RULE);
      assertThat(explained.problem().orElseThrow()).contains("only admins");
    }
  }

  @Test
  void showsAnUnprovenTokenWithoutAdvice() {
    String token =
        issuer
            .token()
            .type("JWT")
            .claim("typ", "Bearer")
            .without("client_id")
            .claim("azp", "a")
            .forgedBy(SigningKey.generate("ES384"))
            .mint();
    TokenExplanation explained = validator.explain(token);

    assertThat(explained.proven()).isFalse();
    assertThat(explained.reason()).contains(Reason.BAD_SIGNATURE);
    assertThat(explained.checks())
        .filteredOn(check -> check.verdict() == Verdict.FAILED)
        .extracting(Check::name)
        .containsExactly("signature", "typ", "client_id");
    assertThat(explained.checks()).allMatch(check -> check.advice().isEmpty());
    assertThat(explained.settings()).isEmpty();
  }

  @Test
  void cannotDecideWithoutKeys() {
    String token = issuer.token().type("JWT").claim("typ", "Bearer").mint();
    issuer.stop();
    TokenExplanation explained = validator.explain(token);

    assertThat(explained.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(explained.proven()).isFalse();
    assertThat(explained.problem().orElseThrow()).contains("unavailable");
    assertThat(explained.settings()).isEmpty();
  }

  @Test
  void explainsTheTokenOfARememberedCaller() {
    String token = issuer.token().mint();
    validator.validate(token);

    assertThat(validator.explain(token).outcome()).isEqualTo(Outcome.ACCEPTED);
    issuer.clock().advance(Duration.ofHours(2));
    assertThat(validator.explain(token).reason()).contains(Reason.EXPIRED);
  }

  @Test
  void choosesAmongSeveralIssuers() {
    try (TestIssuer second = TestIssuer.builder().clock(issuer.clock()).start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(
                validatorFor(issuer).build(), validatorFor(second).build())) {
      assertThat(both.explain(second.token().mint()).outcome()).isEqualTo(Outcome.ACCEPTED);
      TokenExplanation other = both.explain(issuer.token().issuer("https://x.example").mint());
      assertThat(other.reason()).contains(Reason.WRONG_ISSUER);
      assertThat(other.settings()).isEmpty();
    }
  }

  @Test
  void reportsNothing() {
    RecordingListener reports = new RecordingListener();
    try (AccessTokenValidator told = validatorFor(issuer).listener(reports).build()) {
      told.explain(issuer.token().mint());
      told.explain(issuer.token().expired().mint());

      assertThat(reports.refused()).isEmpty();
    }
  }

  @Test
  void joinsTheSettingsOfAllAdvice() {
    TokenExplanation explained =
        validator.explain(
            issuer
                .token()
                .type("JWT")
                .claim("typ", "Bearer")
                .without("client_id")
                .claim("azp", "a")
                .mint());

    assertThat(explained.settings())
        .containsExactly(
            entry("acceptTypes", "at+jwt,JWT"),
            entry("accessTokenMark", "typ=Bearer"),
            entry("clientIdClaim", "azp"));
    assertThat(explained.toString()).isEqualTo("REFUSED: expected typ at+jwt, found \"JWT\"");
    assertThat(explained.checks().get(0).advice()).isEqualTo(Optional.empty());
  }
}
