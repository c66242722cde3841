package dev.tokenvalidator.examples.documentation;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InsufficientScopeException;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.MachineRule;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.ScopeFormat;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the code of the pages that uses the validator and the stand-in issuer. */
class ValidatorTest {

  private final TestIssuer running = TestIssuer.builder().clock(TestClock.running()).start();
  private final List<String> refusals = new ArrayList<>();

  @AfterEach
  void close() {
    running.close();
  }

  private String endpoint() {
    return running.endpoint().toString();
  }

  @Test
  void validatesWithOneCall() {
    assertThat(call(running.token().mint()).clientId()).isEqualTo(running.app().id());
    assertThatThrownBy(() -> call(running.token().without("scope").mint()))
        .isInstanceOf(InsufficientScopeException.class);
    assertThatThrownBy(() -> call(running.token().expired().mint()))
        .isInstanceOf(InvalidTokenException.class);
  }

  private AccessToken call(String text) {
    AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(endpoint())
            .audience("https://shopping.api")
            .build();
    AccessToken token = validator.validate(text);
    allOf("read:products").check(token);
    validator.close();
    return token;
  }

  @Test
  void reportsRefusalsToTheListener() {
    try (AccessTokenValidator validator = listening()) {
      assertThatThrownBy(() -> validator.validate(running.token().expired().mint()))
          .isInstanceOf(InvalidTokenException.class);
    }
    assertThat(refusals).containsExactly("INVALID_TOKEN EXPIRED");
  }

  private AccessTokenValidator listening() {
    return AccessTokenValidator.builder()
        .logtoEndpoint(endpoint())
        .audience("https://shopping.api")
        .listener(
            new ValidatorListener() {
              @Override
              public void refused(Refusal refusal) {
                refusals.add(refusal.outcome() + " " + refusal.reason().orElse(null));
              }
            })
        .build();
  }

  @Test
  void showsAndDistrustsKeys() {
    try (AccessTokenValidator validator = listening()) {
      String token = running.token().mint();
      assertThat(validator.validate(token).clientId()).isEqualTo(running.app().id());
      StringWriter text = new StringWriter();

      showAndDistrust(validator, new PrintWriter(text, true));

      assertThat(text.toString()).contains(running.issuer() + " usable: true, stale: false");
      assertThat(validator.validate(token).clientId()).isEqualTo(running.app().id());
      assertThat(running.jwks().requestCount()).isEqualTo(2);
    }
  }

  private static void showAndDistrust(AccessTokenValidator validator, PrintWriter page) {
    for (KeySetStatus keys : validator.keySets()) {
      page.println(keys.issuer() + " usable: " + keys.usable() + ", stale: " + keys.stale());
    }
    validator.distrust("the key id"); // refused from now on, whatever the issuer publishes
    validator.refreshKeys(); // asked now: what the issuer has taken out is refused
  }

  @Test
  void refusesACompromisedKey() {
    try (AccessTokenValidator validator = listening()) {
      StringWriter text = new StringWriter();

      distrustByName(validator, new PrintWriter(text, true));

      assertThat(text.toString()).startsWith("no key has this name yet");
      validator.distrust(running.keys().current().keyId());
      assertThatThrownBy(() -> validator.validate(running.token().mint()))
          .isInstanceOf(InvalidTokenException.class);
    }
  }

  private static void distrustByName(AccessTokenValidator validator, PrintWriter page) {
    Map<String, List<KeyName>> refused = validator.distrust("the key id");
    if (refused.isEmpty()) {
      page.println("no key has this name yet");
    }
    refused.forEach((issuer, keys) -> page.println(issuer + " refused: " + keys));
    validator.refreshKeys();
  }

  @Test
  void acceptsAnIssuerWithOtherClaims() {
    try (AccessTokenValidator validator = keycloak()) {
      assertThat(validator.issuers()).containsExactly("https://keycloak.example/realms/shop");
    }
  }

  private static AccessTokenValidator keycloak() {
    return AccessTokenValidator.builder()
        .issuer("https://keycloak.example/realms/shop")
        .audience("https://shopping.api")
        .acceptTypes("at+jwt", "JWT")
        .accessTokenMark("typ", "Bearer")
        .clientIdClaim("azp")
        .build();
  }

  @Test
  void acceptsAnIssuerWithoutTypes() {
    try (AccessTokenValidator validator = okta()) {
      assertThat(validator.issuers()).containsExactly("https://example.okta.com/oauth2/default");
    }
  }

  private static AccessTokenValidator okta() {
    return AccessTokenValidator.builder()
        .issuer("https://example.okta.com/oauth2/default")
        .audience("api://default")
        .acceptMissingType()
        .accessTokenMark("cid")
        .clientIdClaim("cid")
        .scopeClaim("scp", ScopeFormat.ARRAY)
        .build();
  }

  @Test
  void tellsMachinesByTheRuleOfTheIssuer() {
    try (AccessTokenValidator validator = keycloakMachines()) {
      assertThat(validator.issuers()).containsExactly("https://keycloak.example/realms/shop");
    }
  }

  private static AccessTokenValidator keycloakMachines() {
    return AccessTokenValidator.builder()
        .issuer("https://keycloak.example/realms/shop")
        .audience("https://shopping.api")
        .machineRule(MachineRule.KEYCLOAK)
        .build();
  }

  @Test
  void appliesARuleOfTheApplication() {
    try (AccessTokenValidator validator = withRule()) {
      String ours = running.token().claim("tenant", "shop").mint();
      assertThat(validator.validate(ours).clientId()).isEqualTo(running.app().id());
      assertThatThrownBy(() -> validator.validate(running.token().mint()))
          .isInstanceOf(InvalidTokenException.class);
    }
  }

  private AccessTokenValidator withRule() {
    return AccessTokenValidator.builder()
        .logtoEndpoint(endpoint())
        .audience("https://shopping.api")
        .requireClaims(
            "the tenant is ours",
            token -> token.claim("tenant", String.class).equals(Optional.of("shop")))
        .build();
  }

  record Claims(Roles realm_access, Instant exp) {}

  record Roles(List<String> roles) {}

  @Test
  void bindsClaimsToARecord() {
    try (AccessTokenValidator validator = listening()) {
      AccessToken token =
          validator.validate(
              running.token().claim("realm_access", Map.of("roles", List.of("reader"))).mint());

      Claims claims = token.claimsAs(Claims.class);
      List<String> roles = claims.realm_access().roles();

      assertThat(roles).containsExactly("reader");
      assertThat(claims.exp()).isEqualTo(token.expiresAt());
    }
  }

  @Test
  void verifiesWithAnotherProvider() {
    try (AccessTokenValidator validator = fast()) {
      assertThat(validator.validate(running.token().mint()).isMachine()).isTrue();
    }
  }

  private AccessTokenValidator fast() {
    return AccessTokenValidator.builder()
        .logtoEndpoint(endpoint())
        .audience("https://shopping.api")
        .signatureProvider(new BouncyCastleProvider()) // or AmazonCorrettoCryptoProvider.INSTANCE
        .build();
  }

  @Test
  void testsAServiceWithTheStandInIssuer() {
    try (TestIssuer issuer = TestIssuer.start();
        AccessTokenValidator validator =
            AccessTokenValidator.builder()
                .logtoEndpoint(issuer.endpoint().toString())
                .audience(issuer.resource().indicator())
                .clock(issuer.clock(), issuer.clock())
                .build()) {
      String token = issuer.token().scope("read:products").mint();
      assertThat(validator.validate(token).scopes()).containsExactly("read:products");

      issuer.keys().rotate();
      assertThat(validator.validate(issuer.token().mint()).isMachine()).isTrue();

      issuer.clock().advance(Duration.ofHours(2));
      assertThatThrownBy(() -> validator.validate(token)).isInstanceOf(InvalidTokenException.class);
    }
  }
}
