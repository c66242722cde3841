package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("json")
class AccessTokenTest extends ValidatorTestBase {

  @Test
  void readsTheTokenOfAMachine() {
    Instant now = issuer.clock().instant().truncatedTo(ChronoUnit.SECONDS);

    AccessToken token =
        validator.validate(issuer.token().scope("read:products", "write:products").mint());

    assertThat(token.issuer()).isEqualTo(issuer.issuer());
    assertThat(token.subject()).isEqualTo(issuer.app().id());
    assertThat(token.clientId()).isEqualTo(issuer.app().id());
    assertThat(token.audience()).containsExactly(issuer.resource().indicator());
    assertThat(token.scopes()).containsExactly("read:products", "write:products");
    assertThat(token.issuedAt()).contains(now);
    assertThat(token.expiresAt()).isEqualTo(now.plus(Duration.ofHours(1)));
    assertThat(token.id()).isPresent();
    assertThat(token.organizationId()).isEmpty();
    assertThat(token.isMachine()).isTrue();
    assertThat(token.claimNames()).contains("iss", "sub", "aud", "exp", "client_id");
  }

  @Test
  void isNoMachineWhenSubjectAndClientDiffer() {
    assertThat(validator.validate(issuer.token().subject("user-1").mint()).isMachine()).isFalse();
  }

  @Test
  void readsClaimsByType() {
    AccessToken token =
        validator.validate(
            issuer
                .token()
                .claim("tenant", "t1")
                .claim("trial", true)
                .claim("seats", 12)
                .claim("rate", 2.5)
                .claim("since", 1_700_000_000L)
                .claim("roles", List.of("a", "b"))
                .claim("address", Map.of("city", "Bern"))
                .claim("nothing", null)
                .mint());

    assertThat(token.claim("tenant", String.class)).contains("t1");
    assertThat(token.claim("trial", Boolean.class)).contains(true);
    assertThat(token.claim("seats", Long.class)).contains(12L);
    assertThat(token.claim("rate", BigDecimal.class)).contains(new BigDecimal("2.5"));
    assertThat(token.claim("since", Instant.class)).contains(Instant.ofEpochSecond(1_700_000_000L));
    assertThat(token.claim("roles", List.class)).contains(List.of("a", "b"));
    assertThat(token.claim("address", Map.class)).contains(Map.of("city", "Bern"));
    assertThat(token.claim("tenant", Object.class)).contains("t1");
    assertThat(token.claim("rate", Object.class)).contains(new BigDecimal("2.5"));
    assertThat(token.claim("address", Object.class)).contains(Map.of("city", "Bern"));
    assertThat(token.claim("absent", String.class)).isEmpty();
    assertThatExceptionOfType(ClaimTypeException.class)
        .isThrownBy(() -> token.claim("seats", String.class));
    assertThatExceptionOfType(ClaimTypeException.class)
        .isThrownBy(() -> token.claim("rate", Long.class));
    assertThatExceptionOfType(ClaimTypeException.class)
        .isThrownBy(() -> token.claim("nothing", String.class));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> token.claim("seats", Integer.class));
  }

  @Test
  void returnsUnmodifiableCollections() {
    AccessToken token = validator.validate(issuer.token().claim("roles", List.of("a")).mint());

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> token.scopes().add("admin"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> token.audience().add("https://other.api"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> token.claimNames().clear());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> token.claim("roles", List.class).orElseThrow().clear());
  }

  @Test
  void grantsNoScopeWhenTheClaimIsAbsentOrEmpty() {
    assertThat(validator.validate(issuer.token().without("scope").mint()).scopes()).isEmpty();
    assertThat(validator.validate(issuer.token().claim("scope", "").mint()).scopes()).isEmpty();
  }

  @Test
  void splitsScopesAtSpacesOnly() {
    AccessToken token =
        validator.validate(issuer.token().claim("scope", "a  b\tc read:x/y.z  ü").mint());

    assertThat(token.scopes()).containsExactly("a", "b\tc", "read:x/y.z", "ü");
  }

  @Test
  void readsAnAudienceArray() {
    AccessToken token =
        validator.validate(
            issuer.token().audience("https://other.api", issuer.resource().indicator()).mint());

    assertThat(token.audience())
        .containsExactly("https://other.api", issuer.resource().indicator());
  }

  @Test
  void roundsFractionalTimesToTheStrictSide() {
    Instant now = issuer.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    BigDecimal expiry = new BigDecimal(now.plusSeconds(60).getEpochSecond() + ".9");
    BigDecimal start = new BigDecimal(now.plusSeconds(30).getEpochSecond() + ".1");

    assertThat(validator.validate(issuer.token().claim("exp", expiry).mint()).expiresAt())
        .isEqualTo(now.plusSeconds(60));
    assertThat(reasonOf(validator, issuer.token().claim("nbf", start.add(BigDecimal.ONE)).mint()))
        .isEqualTo(Reason.NOT_YET_VALID);
  }

  @Test
  void refusesNumbersThatAreExpensiveToRound() {
    for (String number : new String[] {"1e-999999999", "1e999999999", "-0.0e-99999999"}) {
      String payload =
          "{\"iss\":\""
              + issuer.issuer()
              + "\",\"aud\":\""
              + issuer.resource().indicator()
              + "\",\"sub\":\"a\",\"client_id\":\"a\",\"exp\":"
              + number
              + "}";
      assertThat(reasonOf(validator, issuer.token().rawPayload(payload).mint()))
          .as(number)
          .isEqualTo(Reason.MALFORMED_CLAIMS_SET);
    }
  }

  @Test
  void hidesPersonalClaimsInToString() {
    AccessToken token =
        validator.validate(
            issuer.token().subject("person-4711").claim("email", "p@example.org").mint());

    assertThat(token.toString()).doesNotContain("person-4711").doesNotContain("p@example.org");
  }
}
