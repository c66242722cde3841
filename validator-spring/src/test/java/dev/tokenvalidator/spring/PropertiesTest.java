package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.AccessTokenValidator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Settings come from the properties of the application. */
class PropertiesTest extends SpringTestBase {

  @Test
  void readsListsAndTexts() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class)
                .with("token-validator.logto-endpoint", issuer.endpoint().toString())
                .with("token-validator.audience[0]", "https://other.api")
                .with("token-validator.audience[1]", issuer.resource().indicator())
                .with("token-validator.routes[0]", "GET /products allOf(read:products)")
                .with("token-validator.routes[1]", "* /caller authenticated")
                .with("token-validator.routes[2]", "* /open open")
                .with("token-validator.realm", "shop"));

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(200);
    assertThat(app.get("/caller", token("")).statusCode()).isEqualTo(200);
    assertThat(app.get("/things", token("")).statusCode()).isEqualTo(403);
    assertThat(app.get("/products", null).headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"shop\"");
  }

  @Test
  void takesEachSpellingThatSpringBootTakes() throws Exception {
    SpringApp app =
        start(
            shop()
                .with("token-validator.logtoEndpoint", "https://replaced.example")
                .argument("TOKEN_VALIDATOR.logto_endpoint", "https://replaced.example")
                .argument("token-validator.logto-endpoint", issuer.endpoint().toString()));

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(200);
  }

  @Test
  void resolvesPlaceholders() throws Exception {
    SpringApp app =
        start(
            shop()
                .with("tenant", issuer.endpoint().toString())
                .with("token-validator.logto-endpoint", "${tenant}"));

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(200);
  }

  @Test
  void stopsForAPlaceholderThatNothingResolves() {
    assertStops(shop().with("token-validator.audience", "${nothing}"))
        .hasMessageContaining("token-validator.audience: has a placeholder");
  }

  @Test
  void stopsWithoutAnIssuer() {
    assertStops(SpringApp.of(ShopController.class)).hasMessageContaining("issuer: is missing");
  }

  @Test
  void stopsWithoutARoute() {
    assertStops(SpringApp.of(ShopController.class).issuer(issuer))
        .hasMessageContaining("token-validator.routes: is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token-validator.isuer",
        "token-validator.routes.products",
        "token-validator.audience.first",
        "token-validator.clock-skews",
        "token-validator.environment"
      })
  void stopsForAPropertyThatIsNoSetting(String name) {
    for (SpringApp.Builder application :
        List.of(shop().with(name, "true"), shop().argument(name, "true"))) {
      assertStops(application).hasMessageContaining("is not a setting of validator-spring");
    }
  }

  @Test
  void stopsForASystemPropertyThatIsNoSetting() {
    System.setProperty("token-validator.isuer", "https://issuer.example");
    try {
      assertStops(shop()).hasMessageContaining("is not a setting of validator-spring");
    } finally {
      System.clearProperty("token-validator.isuer");
    }
  }

  @Test
  void stopsForABlankValueOrAMalformedOne() {
    assertStops(shop().with("token-validator.realm", " "))
        .hasMessage("token-validator.realm: has no value; set one or remove the setting");
    assertStops(shop().with("token-validator.clock-skew", "soon"))
        .hasMessageContaining("token-validator.clock-skew: is not a duration");
    assertStops(shop().with("token-validator.problem-details", "yes"))
        .hasMessageContaining("token-validator.problem-details: must be true or false");
    assertStops(shop().with("token-validator.routes", "GET products open"))
        .hasMessageContaining("token-validator.routes");
  }

  @Test
  void stopsIfKeysComeFromALowerSourceThanTheIssuer() {
    assertStops(
            shop()
                .with("token-validator.jwks-uri", "https://keys.example/jwks")
                .argument("token-validator.logto-endpoint", "https://other.example"))
        .hasMessageContaining("token-validator.jwks-uri: comes from defaultProperties")
        .hasMessageContaining("commandLineArgs");
  }

  @Test
  void takesKeysFromAHigherSourceThanTheIssuer() throws Exception {
    SpringApp app =
        start(
            shop()
                .with("token-validator.logto-endpoint", "https://tenant.example")
                .argument("token-validator.jwk-set", issuer.keys().jwkSet()));
    String token =
        issuer.token().scope("read:products").issuer("https://tenant.example/oidc").mint();

    assertThat(app.get("/products", token).statusCode()).isEqualTo(200);
  }

  @Test
  void stopsIfTheIssuerMayComeFromElsewhereThanTheKeys() {
    assertStops(
            shop()
                .with("tenant", "https://tenant.example")
                .with("token-validator.logto-endpoint", "${tenant}")
                .with("token-validator.jwk-set", issuer.keys().jwkSet()))
        .hasMessageContaining("token-validator.jwk-set: comes from")
        .hasMessageContaining("a placeholder there");
    assertStops(
            SpringApp.of(ShopController.class, IssuerInCode.class)
                .issuer(issuer)
                .routes("* /* authenticated")
                .with("token-validator.jwk-set", issuer.keys().jwkSet()))
        .hasMessageContaining("issuer: is set by a ValidatorCustomizer");
  }

  /** Sets another issuer than the properties. */
  @Configuration(proxyBeanMethods = false)
  static class IssuerInCode {
    @Bean
    ValidatorCustomizer otherIssuer() {
      return validator -> validator.logtoEndpoint("https://other.example");
    }
  }

  @Test
  void stopsIfPropertiesAreIgnoredBesideAValidatorOfTheApplication() {
    assertStops(
            SpringApp.of(ShopController.class, OwnValidator.class)
                .issuer(issuer)
                .routes("* /* authenticated"))
        .hasMessageContaining("has no effect beside the application's own bean");
  }

  /** Builds the validator itself. */
  @Configuration(proxyBeanMethods = false)
  static class OwnValidator {
    @Bean
    AccessTokenValidator validator() {
      return AccessTokenValidator.builder()
          .issuer("https://issuer.example")
          .audience("https://shopping.api")
          .build();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"routes[1]", "routes[a]", "routes[0][1]", "clock-skew[0]"})
  void stopsForAListThatWouldLoseElements(String name) {
    assertStops(
            SpringApp.of(ShopController.class)
                .issuer(issuer)
                .with("token-validator." + name, "* /* authenticated"))
        .hasMessageContaining("token-validator." + name.substring(0, name.indexOf('[')));
  }

  @Test
  void stopsForATextBesideAList() {
    assertStops(shop().with("token-validator.routes[0]", "* /* authenticated"))
        .hasMessageContaining("token-validator.routes: is given as a text and as a list");
  }

  @Test
  void letsTheHigherOfTwoIssuersReplaceTheOther() throws Exception {
    SpringApp app =
        start(
            shop()
                .with("token-validator.logto-endpoint", "https://other.example")
                .argument("token-validator.issuer", issuer.issuer()));

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(200);
  }

  @Test
  void readsTheIssuerOfSpringSecurityWhereOursIsAbsent() throws Exception {
    String prefix = "spring.security.oauth2.resourceserver.jwt.";
    SpringApp app =
        start(
            SpringApp.of(ShopController.class)
                .routes("* /open open", "* /* authenticated")
                .with(prefix + "issuer-uri", issuer.issuer())
                .with(prefix + "audiences", "https://a.api," + issuer.resource().indicator()));

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(200);
  }

  @Test
  void leavesKeysOfSpringSecurityToItsIssuer() throws Exception {
    SpringApp app =
        start(
            shop()
                .with(
                    "spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
                    "https://keys.example/jwks"));

    assertThat(app.get("/products", token("read:products")).statusCode()).isEqualTo(200);
  }
}
