package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.servlet.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import dev.tokenvalidator.servlet.Http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is wrong with a token, the client is told the same, byte for byte. */
@EachContainer
@ExtendWith(TestIssuerExtension.class)
class ReasonsTest {

  private static final String HEADER =
      "Bearer error=\"invalid_token\", error_description=\"The access token is not valid here\"";
  private static final String BODY =
      "{\"error\":\"invalid_token\",\"error_description\":\"The access token is not valid here\"}";

  private final Container container;

  ReasonsTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void tellsClientTheSame(Reason reason, TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> set(settings, reason))
            .filter(filter -> filter.route("/api", access(reason)))
            .servlet("/api", (request, response) -> response.setStatus(200))
            .start()) {
      if (reason == Reason.DISTRUSTED_KEY) {
        app.distrust(issuer.currentKey().keyId());
      }
      Response response = app.get("/api", badToken(issuer, reason));

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("WWW-Authenticate")).contains(HEADER);
      assertThat(response.body()).isEqualTo(BODY);
      assertThat(response.header("Cache-Control")).contains("no-store");
      assertThat(app.calls()).isZero();
      assertThat(app.refusals())
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.reason()).contains(reason))
          .satisfies(refusal -> assertThat(refusal.route()).contains("* /api " + access(reason)));
    }
  }

  private static Access access(Reason reason) {
    return reason == Reason.ORGANIZATION_REQUIRED
        ? authenticated().anyOrganization()
        : authenticated();
  }

  private static void set(AccessTokenValidatorBuilder settings, Reason reason) {
    switch (reason) {
      case NOT_AN_ACCESS_TOKEN -> settings.acceptTypes("JWT").accessTokenClaim("client_id");
      case ISSUED_IN_THE_FUTURE, TOO_OLD -> settings.maximumTokenAge(Duration.ofMinutes(5));
      case ORGANIZATION_REQUIRED -> settings.organizations(OrganizationTokens.REQUIRED);
      case CLAIMS_RULE -> settings.claimsRule("nobody", token -> false);
      default -> {}
    }
  }

  private static String badToken(TestIssuer issuer, Reason reason) {
    Instant now = issuer.clock().instant();
    return switch (reason) {
      case TOO_LARGE -> issuer.token().claim("padding", "x".repeat(17_000)).mint();
      case OPAQUE -> issuer.opaqueToken();
      case ENCRYPTED -> "e30.e30.e30.e30.e30";
      case MALFORMED -> issuer.token().rawHeader("{\"alg\":\"ES384\"").mint();
      case UNSUPPORTED_CRITICAL_HEADER -> issuer.token().header("crit", List.of("exp")).mint();
      case UNSUPPORTED_ALGORITHM -> issuer.token().unsigned().mint();
      case WRONG_TYPE -> issuer.token().type("JWT").mint();
      case WRONG_ISSUER -> issuer.token().issuer("https://other.example").mint();
      case UNKNOWN_KEY -> issuer.token().keyId("unknown").mint();
      case AMBIGUOUS_KEY -> {
        issuer.rotateKeyKeepingOld();
        yield issuer.token().noKeyId().mint();
      }
      case ALGORITHM_MISMATCH -> issuer.token().header("alg", "ES256").mint();
      case BAD_SIGNATURE -> issuer.token().forgedBy(SigningKey.generate("ES384")).mint();
      case MALFORMED_CLAIMS_SET -> issuer.token().rawPayload("[]").mint();
      case MISSING_CLAIM -> issuer.token().without("sub").mint();
      case MALFORMED_CLAIM -> issuer.token().claim("sub", 5).mint();
      case WRONG_AUDIENCE -> issuer.token().audience("https://other.api").mint();
      case EXPIRED -> issuer.token().expired().mint();
      case NOT_YET_VALID -> issuer.token().notBefore(now.plusSeconds(3600)).mint();
      case ISSUED_IN_THE_FUTURE -> issuer.token().issuedAt(now.plusSeconds(3600)).mint();
      case TOO_OLD -> issuer.token().issuedAt(now.minusSeconds(600)).mint();
      case SENDER_CONSTRAINED -> issuer.token().claim("cnf", Map.of("jkt", "x")).mint();
      case NOT_AN_ACCESS_TOKEN -> issuer.token().type("JWT").claim("nonce", "x").mint();
      case ORGANIZATION_NOT_ALLOWED -> issuer.token().organizationId("acme").mint();
      case DISTRUSTED_KEY, ORGANIZATION_REQUIRED, CLAIMS_RULE -> issuer.token().mint();
    };
  }
}
