package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A token for each reason to refuse one, with the route and settings that it needs. */
final class BadTokens {

  private BadTokens() {}

  static Access access(Reason reason) {
    return reason == Reason.ORGANIZATION_REQUIRED
        ? authenticated().anyOrganization()
        : authenticated();
  }

  static void configure(AccessTokenValidatorBuilder settings, Reason reason) {
    switch (reason) {
      case NOT_AN_ACCESS_TOKEN -> settings.acceptTypes("JWT").accessTokenMark("scope");
      case ISSUED_IN_THE_FUTURE, TOO_OLD -> settings.maximumTokenAge(Duration.ofMinutes(5));
      case ORGANIZATION_REQUIRED -> settings.organizations(OrganizationTokens.REQUIRED);
      case CLAIMS_RULE -> settings.requireClaims("nobody", token -> false);
      default -> {}
    }
  }

  static String mint(Reason reason, TestIssuer issuer) {
    return mint(reason, issuer, UnaryOperator.identity());
  }

  /** A token with additions that do not change the reason. */
  static String mint(Reason reason, TestIssuer issuer, UnaryOperator<TokenBuilder> marks) {
    Instant now = issuer.clock().instant();
    return switch (reason) {
      case TOO_LARGE -> marks.apply(issuer.token()).claim("padding", "x".repeat(17_000)).mint();
      case OPAQUE -> issuer.opaqueToken();
      case ENCRYPTED -> "e30.e30.e30.e30.e30";
      case MALFORMED -> marks.apply(issuer.token()).rawHeader("{\"alg\":\"ES384\"").mint();
      case UNSUPPORTED_CRITICAL_HEADER ->
          marks.apply(issuer.token()).header("crit", List.of("exp")).mint();
      case UNSUPPORTED_ALGORITHM -> marks.apply(issuer.token()).unsigned().mint();
      case WRONG_TYPE -> marks.apply(issuer.token()).type("JWT").mint();
      case WRONG_ISSUER -> marks.apply(issuer.token()).issuer("https://other.example").mint();
      case UNKNOWN_KEY -> marks.apply(issuer.token()).keyId("unknown").mint();
      case AMBIGUOUS_KEY -> {
        issuer.keys().rotateKeepingOld();
        yield marks.apply(issuer.token()).withoutHeader("kid").mint();
      }
      case ALGORITHM_MISMATCH -> marks.apply(issuer.token()).header("alg", "ES256").mint();
      case BAD_SIGNATURE ->
          marks.apply(issuer.token()).forgedBy(SigningKey.generate("ES384")).mint();
      case MALFORMED_CLAIMS_SET -> marks.apply(issuer.token()).rawPayload("[]").mint();
      case MISSING_CLAIM -> marks.apply(issuer.token()).without("sub").mint();
      case MALFORMED_CLAIM -> marks.apply(issuer.token()).claim("sub", 5).mint();
      case WRONG_AUDIENCE -> marks.apply(issuer.token()).audience("https://other.api").mint();
      case EXPIRED -> marks.apply(issuer.token()).expired().mint();
      case NOT_YET_VALID -> marks.apply(issuer.token()).notBefore(now.plusSeconds(3600)).mint();
      case ISSUED_IN_THE_FUTURE ->
          marks.apply(issuer.token()).issuedAt(now.plusSeconds(3600)).mint();
      case TOO_OLD -> marks.apply(issuer.token()).issuedAt(now.minusSeconds(600)).mint();
      case SENDER_CONSTRAINED ->
          marks.apply(issuer.token()).claim("cnf", Map.of("jkt", "x")).mint();
      case NOT_AN_ACCESS_TOKEN ->
          marks.apply(issuer.token()).type("JWT").claim("nonce", "x").mint();
      case ORGANIZATION_NOT_ALLOWED -> marks.apply(issuer.token()).organizationId("acme").mint();
      case DISTRUSTED_KEY, ORGANIZATION_REQUIRED, CLAIMS_RULE -> marks.apply(issuer.token()).mint();
      case INTERNAL_ERROR, SIGNATURE_PROVIDER_FAILED ->
          throw new IllegalArgumentException(reason + " does not depend on the token");
    };
  }
}
