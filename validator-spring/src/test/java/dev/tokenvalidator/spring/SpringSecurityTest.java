package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/** Our validator inside Spring Security's resource server. */
class SpringSecurityTest extends SpringTestBase {

  private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

  private SpringApp.Builder secured() {
    return SpringApp.of(SecuredApp.class)
        .withSecurity()
        .with(PREFIX + "issuer-uri", issuer.issuer())
        .with(PREFIX + "audiences", issuer.resource().indicator());
  }

  /** The same application with Spring Security's own decoder. */
  private SpringApp.Builder withSpringsDecoder() {
    return SpringApp.of(SecuredApp.class)
        .withSecurity()
        .with(PREFIX + "issuer-uri", issuer.issuer())
        .with(PREFIX + "audiences", issuer.resource().indicator())
        .without(JwtDecoderAutoConfiguration.class)
        .without(ControllersAutoConfiguration.class);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, , 401",
    "GET, /, message:read, 200",
    "GET, /message, , 401",
    "GET, /message, other, 403",
    "GET, /message, message:read, 200",
    "POST, /message, message:read, 403",
    "POST, /message, message:write, 200",
  })
  void answersLikeSpringsDecoder(String method, String path, String scope, int status)
      throws Exception {
    for (SpringApp.Builder application : List.of(secured(), withSpringsDecoder())) {
      try (SpringApp app = application.start()) {
        String token = scope == null ? null : issuer.token().scope(scope).type("JWT").mint();
        String ours = scope == null ? null : issuer.token().scope(scope).mint();
        boolean isSprings = app.hasNoBean("tokenValidatorJwtDecoder");

        assertThat(app.send(method, path, isSprings ? token : ours).statusCode()).isEqualTo(status);
      }
    }
  }

  @Test
  void acceptsTheTokensOfLogto() throws Exception {
    String token = token("message:read");
    try (SpringApp springs = withSpringsDecoder().start()) {
      assertThat(springs.get("/message", token).statusCode()).isEqualTo(401);
    }
    assertThat(start(secured()).get("/message", token).body()).isEqualTo("secret");
  }

  @Test
  void answers503WhileKeysAreUnavailable() throws Exception {
    issuer.stop();
    try (SpringApp springs = withSpringsDecoder().start()) {
      assertThat(springs.get("/message", token("message:read")).statusCode()).isNotEqualTo(503);
    }
    SpringApp app = start(secured());
    HttpResponse<String> response = app.get("/message", token("message:read"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
    assertThat(response.body())
        .isEqualTo(
            "{\"error\":\"temporarily_unavailable\","
                + "\"error_description\":\"The access token cannot be checked now\"}");
  }

  @Test
  void answers503OnTheManagementPortAsWell() throws Exception {
    issuer.stop();
    SpringApp app =
        start(
            secured()
                .with("management.server.port", "0")
                .with("management.server.address", "127.0.0.1"));

    assertThat(
            app.send(
                    app.request(
                        "local.management.port", "GET", "/actuator/health", token("operate")))
                .statusCode())
        .isEqualTo(503);
    assertThat(
            app.send(app.request("local.management.port", "GET", "/actuator/health", null))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void saysTheSameOfEveryBadToken() throws Exception {
    SpringApp app = start(secured());

    for (String token :
        List.of(
            issuer.token().expired().mint(),
            issuer.token().audience("https://other.api").mint(),
            issuer.token().unsigned().mint(),
            issuer.token().mint() + "x",
            "abc")) {
      HttpResponse<String> response = app.get("/message", token);
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
          .startsWith(
              "Bearer error=\"invalid_token\", error_description=\"The access token is not valid here\","
                  + " error_uri=");
    }
  }

  @Test
  void makesAuthoritiesOfScopesWhateverTheClaim() throws Exception {
    SpringApp app =
        start(
            secured()
                .with("token-validator.scope-claim", "roles")
                .with("token-validator.scope-format", "array"));
    String token =
        issuer.token().without("scope").claim("roles", List.of("message:read", "x")).mint();

    assertThat(app.get("/message", token).statusCode()).isEqualTo(200);
    assertThat(app.get("/authorities", token).body()).contains("SCOPE_message:read", "SCOPE_x");
  }

  @Test
  void leavesAuthoritiesToSpringBootIfItsPropertiesSayHow() throws Exception {
    SpringApp app = start(secured().with(PREFIX + "authority-prefix", "MAY_"));

    assertThat(app.get("/authorities", token("message:read")).body()).contains("MAY_message:read");
  }

  @Test
  void enforcesAnnotationsAndKnowsTheToken() throws Exception {
    SpringApp app = start(secured());

    assertThat(app.get("/annotated", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/annotated", token("other")).statusCode()).isEqualTo(403);
    assertThat(app.get("/annotated", token("read:products")).body()).isEqualTo(issuer.app().id());
    assertThat(app.get("/public", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/public", token("other")).statusCode()).isEqualTo(403);
    assertThat(app.get("/public", token("read:products")).statusCode()).isEqualTo(200);
  }

  /** Nothing would say whose token a request has, so every one would be refused. */
  @Test
  void stopsIfAnnotatedHandlersStandBehindAnotherDecoder() {
    assertStops(secured().with("token-validator.jwt-decoder", "false"))
        .hasMessageContaining("annotations of ")
        .hasMessageContaining("Endpoints.annotated");
  }

  @Test
  void stopsIfSettingsOfTheFilterWouldBeIgnored() {
    assertStops(secured().routes("GET /message allOf(message:read)"))
        .hasMessageContaining("token-validator.routes: has no effect, because the filter is off");
    assertStops(shop().with("token-validator.filter", "false"))
        .hasMessageContaining("token-validator.routes: has no effect, because the filter is off");
  }

  @Test
  void stopsIfAnotherDecoderWouldIgnoreTheSettings() {
    assertStops(
            secured()
                .without(JwtDecoderAutoConfiguration.class)
                .with("token-validator.audience", issuer.resource().indicator()))
        .hasMessageContaining("token-validator.audience: has no effect")
        .hasMessageContaining("own JwtDecoder");
  }

  @Test
  void asksTheChecksOfTheApplicationAsWell() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(SecuredApp.class, Refusing.class)
                .withSecurity()
                .with(PREFIX + "issuer-uri", issuer.issuer())
                .with(PREFIX + "audiences", issuer.resource().indicator()));

    assertThat(app.get("/message", token("message:read")).statusCode()).isEqualTo(200);
    assertThat(app.get("/message", token("message:read never")).statusCode()).isEqualTo(401);
  }

  @Test
  void stopsForPinnedKeysThatItDoesNotRead() {
    assertStops(secured().with(PREFIX + "public-key-location", "classpath:key.pem"))
        .hasMessageContaining(PREFIX + "public-key-location: is not read");
    // What the message says helps.
    assertThat(
            start(
                    secured()
                        .without(ControllersAutoConfiguration.class)
                        .with("token-validator.jwt-decoder", "false")
                        .with(PREFIX + "public-key-location", "classpath:key.pem"))
                .hasNoBean("tokenValidatorJwtDecoder"))
        .isTrue();
  }

  @Test
  void stopsIfHandlersDoNotNameTheOrganization() {
    assertStops(secured().with("token-validator.organizations", "required"))
        .hasMessageContaining("token-validator.organizations: the handler")
        .hasMessageContaining("add @Organization or @AnyOrganization");
  }

  @Test
  void acceptsWhatSpringsTypesDoNotHold() throws Exception {
    SpringApp app = start(secured());

    for (String token :
        List.of(
            issuer.token().scope("message:read").header("cty", 5).mint(),
            issuer.token().scope("message:read").header("x5u", 5).mint(),
            issuer
                .token()
                .scope("message:read")
                .claim("iat", issuer.clock().instant().plusSeconds(7200).getEpochSecond())
                .mint())) {
      assertThat(app.get("/message", token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answers503WhereverTheChainStands() throws Exception {
    issuer.stop();
    SpringApp app = start(secured().with("spring.security.filter.order", "-2147483647"));

    assertThat(app.get("/message", token("message:read")).statusCode()).isEqualTo(503);
  }

  @Test
  void givesClaimsTheTypesOfSpringsDecoder() throws Exception {
    String ours =
        start(secured())
            .get(
                "/claims",
                issuer
                    .token()
                    .scope("a b")
                    .claim("number", 3)
                    .claim("map", Map.of("k", 1.5))
                    .mint())
            .body();
    try (SpringApp springs = withSpringsDecoder().start()) {
      String theirs =
          springs
              .get(
                  "/claims",
                  issuer
                      .token()
                      .type("JWT")
                      .scope("a b")
                      .claim("number", 3)
                      .claim("map", Map.of("k", 1.5))
                      .mint())
              .body();
      assertThat(ours).isEqualTo(theirs.replaceFirst("JWT", "at+jwt"));
    }
  }

  @Test
  void registersTheFilterBesideSpringSecurityIfAsked() throws Exception {
    assertThat(start(secured()).hasNoBean("tokenValidatorFilter")).isTrue();
    SpringApp app =
        start(
            secured()
                .with("token-validator.filter", "true")
                .with("token-validator.routes", "GET /message allOf(message:read)"));

    assertThat(app.get("/message", token("message:read")).statusCode()).isEqualTo(200);
    assertThat(app.get("/", token("message:read")).statusCode()).isEqualTo(403);
  }

  /** Refuses tokens that grant a scope. */
  @Configuration(proxyBeanMethods = false)
  static class Refusing {
    @Bean
    OAuth2TokenValidator<Jwt> never() {
      return jwt ->
          jwt.getClaimAsString("scope").contains("never")
              ? OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"))
              : OAuth2TokenValidatorResult.success();
    }
  }

  @Test
  void runsOnTheSpringBootOfTheBuild() {
    assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("spring-boot.version"));
  }
}
