package dev.tokenvalidator;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The troubleshooting page shows the real line of each reason. */
class ReasonsPageTest extends IssuerTestBase {

  private static final Set<Reason> FOR_NO_TOKEN =
      EnumSet.of(Reason.INTERNAL_ERROR, Reason.SIGNATURE_PROVIDER_FAILED);

  @ParameterizedTest
  @EnumSource(Reason.class)
  void explainsEachReason(Reason reason) throws IOException {
    assertThat(page()).contains("\n**`" + reason + "`**");
    if (FOR_NO_TOKEN.contains(reason)) {
      return;
    }
    AccessTokenValidatorBuilder builder = validatorFor(issuer);
    switch (reason) {
      case NOT_AN_ACCESS_TOKEN ->
          builder.acceptTypes("at+jwt", "JWT").accessTokenMark("typ", "Bearer");
      case ISSUED_IN_THE_FUTURE, TOO_OLD -> builder.maximumTokenAge(Duration.ofMinutes(5));
      case ORGANIZATION_REQUIRED -> builder.organizations(OrganizationTokens.REQUIRED);
      case CLAIMS_RULE -> builder.requireClaims("the tenant is ours", token -> false);
      default -> {}
    }
    try (AccessTokenValidator validator = builder.build()) {
      if (reason == Reason.DISTRUSTED_KEY) {
        validator.distrust(issuer.keys().current().keyId());
      }
      InvalidTokenException refusal = refusalOf(validator, token(reason));

      assertThat(refusal.reason()).isEqualTo(reason);
      assertShown(refusal.explanation().toString().replaceFirst(" kid=\"[^\"]*\"$", ""));
    }
  }

  @Test
  void showsWhatIsMissingForARequest() throws IOException {
    try (AccessTokenValidator validator = validatorFor(issuer).build()) {
      AccessToken withoutScope = validator.validate(issuer.token().without("scope").mint());
      AccessToken person = validator.validate(issuer.token().subject("a-person").mint());

      assertShown(shortfall(allOf("read:products"), withoutScope));
      assertShown(shortfall(authenticated().machineOnly(), person));
    }
  }

  private static String shortfall(Access access, AccessToken token) {
    return catchThrowableOfType(InsufficientScopeException.class, () -> access.check(token))
        .explanation()
        .toString();
  }

  private String token(Reason reason) {
    TokenBuilder token = issuer.token();
    Instant now = issuer.clock().instant();
    return switch (reason) {
      case TOO_LARGE -> "a".repeat(17_204);
      case OPAQUE -> issuer.opaqueToken();
      case ENCRYPTED -> "a.b.c.d." + "e".repeat(804);
      case MALFORMED -> token.rawHeader("{\"alg\":\"ES384\",}").mint();
      case UNSUPPORTED_CRITICAL_HEADER -> token.header("crit", "x").mint();
      case UNSUPPORTED_ALGORITHM -> token.unsigned().mint();
      case WRONG_TYPE -> token.type("JWT").claim("typ", "Bearer").mint();
      case WRONG_ISSUER -> token.issuer("https://other.example").mint();
      case UNKNOWN_KEY -> token.keyId("unknown").mint();
      case AMBIGUOUS_KEY -> {
        issuer.keys().rotateKeepingOld();
        yield token.withoutHeader("kid").mint();
      }
      case ALGORITHM_MISMATCH -> token.algorithm("ES256").mint();
      case BAD_SIGNATURE -> token.forgedBy(SigningKey.generate("ES384")).mint();
      case MALFORMED_CLAIMS_SET -> token.rawPayload("[]").mint();
      case MISSING_CLAIM -> token.without("client_id").claim("azp", "warehouse").mint();
      case MALFORMED_CLAIM -> token.claim("scope", List.of("read:products")).mint();
      case WRONG_AUDIENCE -> token.audience("https://other.api").mint();
      case EXPIRED -> token.expired().mint();
      case NOT_YET_VALID -> token.notBefore(now.plusSeconds(3600)).mint();
      case ISSUED_IN_THE_FUTURE -> token.issuedAt(now.plusSeconds(3600)).mint();
      case TOO_OLD -> token.issuedAt(now.minusSeconds(600)).mint();
      case SENDER_CONSTRAINED -> token.claim("cnf", Map.of("jkt", "x")).mint();
      case NOT_AN_ACCESS_TOKEN -> token.type("JWT").claim("nonce", "n").mint();
      case ORGANIZATION_NOT_ALLOWED -> token.organizationId("org1").mint();
      case DISTRUSTED_KEY, ORGANIZATION_REQUIRED, CLAIMS_RULE -> token.mint();
      case INTERNAL_ERROR, SIGNATURE_PROVIDER_FAILED ->
          throw new IllegalArgumentException(reason + " is for no token");
    };
  }

  /** Times, ids of keys, lengths and the address of the issuer differ from run to run. */
  private void assertShown(String line) throws IOException {
    assertThat(comparable(page())).contains(comparable(line));
  }

  private String comparable(String text) {
    return text.replace(issuer.issuer(), "https://t1.logto.app/oidc")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<time>")
        .replaceAll("'[^' ]+' \\(thumbprint [^)]+\\)", "<key>")
        .replaceAll("\\d+ characters", "<length>");
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("..", "docs", "troubleshooting.md"), UTF_8);
  }
}
