package dev.tokenvalidator.examples.readme;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InsufficientScopeException;
import dev.tokenvalidator.InvalidTokenException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What README says of the validator and of the test issuer, compiled and run. */
class ReadmeCallTest {

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
    // README
    AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(endpoint())
            .audience("https://shopping.api")
            .build();
    AccessToken token = validator.validate(text);
    allOf("read:products").check(token);
    // end of README
    validator.close();
    return token;
  }

  @Test
  void tellsTheListener() {
    try (AccessTokenValidator validator = listening()) {
      assertThatThrownBy(() -> validator.validate(running.token().expired().mint()))
          .isInstanceOf(InvalidTokenException.class);
    }
    assertThat(refusals).containsExactly("INVALID_TOKEN EXPIRED");
  }

  private AccessTokenValidator listening() {
    return
    // README
    AccessTokenValidator.builder()
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
    // end of README
  }

  @Test
  void showsTheKeysAndLetsGoOfOne() {
    try (AccessTokenValidator validator = listening()) {
      String token = running.token().mint();
      assertThat(validator.validate(token).clientId()).isEqualTo(running.app().id());
      StringWriter text = new StringWriter();

      showAndLetGo(validator, new PrintWriter(text, true));

      assertThat(text.toString()).contains(running.issuer() + " usable: true, stale: false");
      assertThat(validator.validate(token).clientId()).isEqualTo(running.app().id());
      assertThat(running.jwks().requestCount()).isEqualTo(2);
    }
  }

  private static void showAndLetGo(AccessTokenValidator validator, PrintWriter page) {
    // README
    for (KeySetStatus keys : validator.keySets()) {
      page.println(keys.issuer() + " usable: " + keys.usable() + ", stale: " + keys.stale());
    }
    validator.distrust("the key id"); // refused from now on, whatever the issuer publishes
    validator.refreshKeys(); // asked now: what the issuer has taken out is refused
    // end of README
  }

  @Test
  void refusesACompromisedKey() {
    try (AccessTokenValidator validator = listening()) {
      StringWriter text = new StringWriter();

      refuseCompromised(validator, new PrintWriter(text, true));

      assertThat(text.toString()).startsWith("no key has this name yet");
      validator.distrust(running.keys().current().keyId());
      assertThatThrownBy(() -> validator.validate(running.token().mint()))
          .isInstanceOf(InvalidTokenException.class);
    }
  }

  private static void refuseCompromised(AccessTokenValidator validator, PrintWriter page) {
    // README
    Map<String, List<KeyName>> refused = validator.distrust("the key id");
    if (refused.isEmpty()) {
      page.println("no key has this name yet");
    }
    refused.forEach((issuer, keys) -> page.println(issuer + " refused: " + keys));
    validator.refreshKeys();
    // end of README
  }

  @Test
  void takesAnIssuerThatDiffers() {
    try (AccessTokenValidator validator = keycloak()) {
      assertThat(validator.issuers()).containsExactly("https://keycloak.example/realms/shop");
    }
  }

  private static AccessTokenValidator keycloak() {
    return
    // README
    AccessTokenValidator.builder()
        .issuer("https://keycloak.example/realms/shop")
        .audience("https://shopping.api")
        .acceptTypes("at+jwt", "JWT")
        .accessTokenMark("typ", "Bearer")
        .clientIdClaim("azp")
        .build();
    // end of README
  }

  @Test
  void takesAnIssuerWithoutTypes() {
    try (AccessTokenValidator validator = okta()) {
      assertThat(validator.issuers()).containsExactly("https://example.okta.com/oauth2/default");
    }
  }

  private static AccessTokenValidator okta() {
    return
    // README
    AccessTokenValidator.builder()
        .issuer("https://example.okta.com/oauth2/default")
        .audience("api://default")
        .acceptMissingType()
        .accessTokenMark("cid")
        .clientIdClaim("cid")
        .scopeClaim("scp", ScopeFormat.ARRAY)
        .build();
    // end of README
  }

  @Test
  void verifiesWithAnotherProvider() {
    try (AccessTokenValidator validator = fast()) {
      assertThat(validator.validate(running.token().mint()).isMachine()).isTrue();
    }
  }

  private AccessTokenValidator fast() {
    return
    // README
    AccessTokenValidator.builder()
        .logtoEndpoint(endpoint())
        .audience("https://shopping.api")
        .signatureProvider(new BouncyCastleProvider()) // or AmazonCorrettoCryptoProvider.INSTANCE
        .build();
    // end of README
  }

  @Test
  void testsAServiceWithTheIssuerThatStandsIn() {
    // README
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
    // end of README
  }
}
