package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The settings for issuers whose tokens differ from RFC 9068. */
class OtherIssuersTest extends IssuerTestBase {

  @Test
  void readsScopesFromAnArray() {
    try (AccessTokenValidator validator =
        validatorFor(issuer).scopeClaim("scp", ScopeFormat.ARRAY).build()) {
      String token = issuer.token().without("scope").claim("scp", List.of("a", "b c", "")).mint();

      assertThat(validator.validate(token).scopes()).containsExactly("a", "b c");
      assertThat(reasonOf(validator, issuer.token().claim("scp", "a").mint()))
          .isEqualTo(Reason.MALFORMED_CLAIM);
      assertThat(reasonOf(validator, issuer.token().claim("scp", List.of(1)).mint()))
          .isEqualTo(Reason.MALFORMED_CLAIM);
    }
  }

  @Test
  void readsTheClientIdFromAnotherClaim() {
    try (AccessTokenValidator validator = validatorFor(issuer).clientIdClaim("azp").build()) {
      String token = issuer.token().without("client_id").claim("azp", "machine-a").mint();

      assertThat(validator.validate(token).clientId()).isEqualTo("machine-a");
      assertThat(reasonOf(validator, issuer.token().mint())).isEqualTo(Reason.MISSING_CLAIM);
    }
  }

  @Test
  void ignoresCaseAndTheApplicationPrefixOfTypes() {
    try (AccessTokenValidator validator = validatorFor(issuer).build()) {
      for (String type : new String[] {"AT+JWT", "application/at+jwt", "Application/At+Jwt"}) {
        assertThat(validator.validate(issuer.token().type(type).mint()).clientId())
            .as(type)
            .isEqualTo(issuer.app().id());
      }
    }
  }

  @Test
  void ignoresTheOrganizationIdWhenConfigured() {
    try (AccessTokenValidator validator =
        validatorFor(issuer).organizations(OrganizationTokens.IGNORED).build()) {
      AccessToken token = validator.validate(issuer.token().claim("organization_id", 5).mint());

      assertThat(token.organizationId()).isEmpty();
    }
  }

  @Test
  void readsTheOrganizationFromTheAudience() {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .organizations(OrganizationTokens.BY_AUDIENCE)
            .clock(issuer.clock(), System::nanoTime)
            .build()) {
      String id = issuer.organization().id();
      String prefix = "urn:logto:organization:";

      assertThat(validator.validate(issuer.token().organizationToken(id).mint()).organizationId())
          .contains(id);
      for (String[] audience :
          new String[][] {
            {prefix},
            {prefix.toUpperCase(java.util.Locale.ROOT) + id},
            {"x" + prefix + id},
            {issuer.resource().indicator()},
            {"urn:logto:resource:organizations"},
            {prefix + id, prefix + "other"},
          }) {
        assertThat(reasonOf(validator, issuer.token().audience(audience).mint()))
            .as(String.join(" ", audience))
            .isEqualTo(Reason.WRONG_AUDIENCE);
      }
      assertThat(
              reasonOf(
                  validator, issuer.token().organizationToken(id).organizationId("other").mint()))
          .isEqualTo(Reason.MALFORMED_CLAIM);
    }
  }

  @Test
  void acceptsAnyOfSeveralAudiences() {
    try (AccessTokenValidator validator =
        validatorFor(issuer).audience(issuer.managementResource().indicator()).build()) {
      assertThat(validator.validate(issuer.token().mint()).scopes()).contains("read:products");
      AccessToken management =
          validator.validate(
              issuer.token().audience(issuer.managementResource().indicator()).scope("all").mint());
      assertThat(management.scopes()).containsExactly("all");
    }
  }

  @Test
  void hintsAtAnIdTokenOfTheSameTenant() {
    try (AccessTokenValidator validator = validatorFor(issuer).build()) {
      InvalidTokenException refusal = refusalOf(validator, issuer.token().idToken().mint());

      assertThat(refusal.explanation().hint())
          .hasValueSatisfying(hint -> assertThat(hint).contains("ID token"));
    }
  }

  @Test
  void refusesANullAccessTokenMark() {
    try (AccessTokenValidator validator =
        validatorFor(issuer).acceptTypes("JWT").accessTokenMark("cid").build()) {
      String marked = issuer.token().type("JWT").claim("cid", "machine-a").mint();
      assertThat(validator.validate(marked).clientId()).isEqualTo(issuer.app().id());

      assertThat(reasonOf(validator, issuer.token().type("JWT").claim("cid", null).mint()))
          .isEqualTo(Reason.NOT_AN_ACCESS_TOKEN);
    }
  }
}
