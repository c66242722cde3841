package dev.tokenvalidator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccessTokensTest {

  @Test
  void makesTokensOfMachines() {
    AccessToken token = AccessTokens.of("read:products", "write:products");

    assertThat(token.scopes()).containsExactly("read:products", "write:products");
    assertThat(token.isMachine()).isTrue();
    assertThat(token.subject()).isEqualTo("test-client");
    assertThat(token.issuer()).isEqualTo("https://issuer.test/oidc");
    assertThat(token.audience()).containsExactly("https://api.test");
    assertThat(token.organizationId()).isEmpty();
    assertThat(token.expiresAt()).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
  }

  @Test
  void makesTokensWithoutScopes() {
    assertThat(AccessTokens.of().scopes()).isEmpty();
    assertThat(AccessTokens.of().claimNames()).doesNotContain("scope");
  }

  @Test
  void makesTokensOfPersons() {
    AccessToken token = AccessTokens.token().clientId("shop").person().build();

    assertThat(token.isMachine()).isFalse();
    assertThat(token.subject()).isEqualTo("test-person");
    assertThat(token.clientId()).isEqualTo("shop");
    assertThat(AccessTokens.token().subject("ada").build().subject()).isEqualTo("ada");
    assertThat(AccessTokens.token().subject("ada").machine().build().isMachine()).isTrue();
  }

  @Test
  void makesTokensOfOrganizations() {
    assertThat(AccessTokens.token().organizationId("acme").build().organizationId())
        .contains("acme");
  }

  @Test
  void makesTokensWithClaims() {
    AccessToken token =
        AccessTokens.token()
            .claim("tenant", "acme")
            .claim("roles", Map.of("names", List.of("admin")))
            .claim("jti", "1")
            .build();

    assertThat(token.claim("tenant", String.class)).contains("acme");
    assertThat(token.claim("roles", Map.class)).contains(Map.of("names", List.of("admin")));
    assertThat(token.id()).contains("1");
  }

  @Test
  void makesNoTokenThatProductionWouldRefuse() {
    AccessTokenBuilder expired =
        AccessTokens.token()
            .claim("exp", Instant.now().minus(Duration.ofHours(1)).getEpochSecond());

    assertThatThrownBy(expired::build)
        .isInstanceOfSatisfying(
            InvalidTokenException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.EXPIRED));
    assertThatThrownBy(() -> AccessTokens.token().claim("sub", 1).build())
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void refusesScopesThatAreNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> AccessTokens.of("read write"));
    assertThatIllegalArgumentException().isThrownBy(() -> AccessTokens.of(""));
  }
}
