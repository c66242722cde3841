package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.ProtectedResource;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** The properties that describe the application as a protected resource, and those beside them. */
class ResourcePropertiesTest extends SpringTestBase {

  private static final String PROPERTY = "token-validator.protected-resource";
  private static final String API = "https://shopping.api";
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final String METADATA = "resource_metadata=\"" + API + WELL_KNOWN + "\"";
  private static final String SHOP = "https://shop.example";

  private SpringApp.Builder resource(Class<?>... more) {
    Class<?>[] classes = new Class<?>[more.length + 1];
    classes[0] = ShopController.class;
    System.arraycopy(more, 0, classes, 1, more.length);
    return SpringApp.of(classes)
        .issuer(issuer)
        .routes("* /open open", "GET /later allOf(read:products use:shop)", "* /* authenticated")
        .with(PROPERTY, API);
  }

  private static HttpRequest.Builder from(
      String origin, SpringApp app, String path, @Nullable String token) {
    return app.request("GET", path, token).header("Origin", origin);
  }

  private static String challenge(HttpResponse<String> response) {
    return response.headers().firstValue("WWW-Authenticate").orElse("none");
  }

  private static String document(String resource, String issuer) {
    return "{\"resource\":\""
        + resource
        + "\",\"authorization_servers\":[\""
        + issuer
        + "\"],\"bearer_methods_supported\":[\"header\"]}";
  }

  @Test
  void servesTheDocumentBehindACatchAllRoute() throws Exception {
    SpringApp app = start(resource());

    HttpResponse<String> document = app.get(WELL_KNOWN, null);
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.body()).isEqualTo(document(API, issuer.issuer()));
    assertThat(document.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    HttpResponse<String> head = app.send("HEAD", WELL_KNOWN, null);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length"))
        .hasValue(Integer.toString(document.body().length()));
    assertThat(app.get(WELL_KNOWN + "/other", null).statusCode()).isEqualTo(404);
  }

  @Test
  void namesTheMetadataInChallengesOfTheFilterAndOfHandlers() throws Exception {
    SpringApp app = start(resource(MatrixControllers.class));

    // The route knows nothing of the annotation.
    assertThat(challenge(app.get("/products", null))).isEqualTo("Bearer " + METADATA);
    assertThat(challenge(app.get("/later", null)))
        .isEqualTo("Bearer scope=\"read:products use:shop\", " + METADATA);
    String insufficient =
        "Bearer error=\"insufficient_scope\", error_description=\"The access token does not allow"
            + " this request\", scope=\"";
    HttpResponse<String> handler = app.get("/products", token("use:shop"));
    assertThat(handler.statusCode()).isEqualTo(403);
    assertThat(challenge(handler)).isEqualTo(insufficient + "read:products\", " + METADATA);
    HttpResponse<String> function = app.get("/functional", token("use:shop"));
    assertThat(function.statusCode()).isEqualTo(403);
    assertThat(challenge(function)).isEqualTo(insufficient + "read:x\", " + METADATA);
    assertThat(function.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(function.body())
        .isEqualTo(
            "{\"error\":\"insufficient_scope\",\"error_description\":\"The access token does not"
                + " allow this request\"}");
  }

  @Test
  void namesTheMetadataInTheChallengeOfAHandlerBehindAnOpenRoute() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class)
                .issuer(issuer)
                .routes("* /products open", "* /* authenticated")
                .with(PROPERTY, API));

    HttpResponse<String> refused = app.get("/products", null);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(challenge(refused)).isEqualTo("Bearer scope=\"read:products\", " + METADATA);
  }

  @ParameterizedTest
  @ValueSource(classes = {FilterPlaceTest.Mappings.class, FilterPlaceTest.CorsBean.class})
  void showsDocumentAndChallengesToBrowsers(Class<?> cors) throws Exception {
    SpringApp app = start(resource(MatrixControllers.class, cors));

    HttpResponse<String> document = app.send(from(SHOP, app, WELL_KNOWN, null));
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
    for (String path : new String[] {"/caller", "/products", "/functional"}) {
      String token = path.equals("/caller") ? null : token("use:shop");
      HttpResponse<String> refused = app.send(from(SHOP, app, path, token));
      assertThat(refused.statusCode()).isEqualTo(token == null ? 401 : 403);
      assertThat(refused.headers().allValues("Access-Control-Allow-Origin")).containsExactly(SHOP);
      assertThat(refused.headers().allValues("Access-Control-Expose-Headers"))
          .as(path)
          .containsExactly("WWW-Authenticate");
    }
    assertThat(app.get("/products", token("")).headers().map())
        .doesNotContainKey("Access-Control-Expose-Headers");
  }

  /** What the application allows its controllers is not for the document. */
  @Test
  void showsTheDocumentToEverySite() throws Exception {
    for (SpringApp.Builder application :
        new SpringApp.Builder[] {
          resource(FilterPlaceTest.Mappings.class),
          SpringApp.of(ShopController.class, FilterPlaceTest.Mappings.class, InCode.class)
              .issuer(issuer)
              .routes("* /open open", "* /* authenticated")
        }) {
      SpringApp app = start(application);
      HttpResponse<String> document =
          app.send(from("https://other.example", app, WELL_KNOWN, null));
      assertThat(document.statusCode()).isEqualTo(200);
      assertThat(document.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
      HttpResponse<String> preflight =
          app.send(
              app.request("OPTIONS", WELL_KNOWN, null)
                  .header("Origin", "https://other.example")
                  .header("Access-Control-Request-Method", "GET")
                  .header("Access-Control-Request-Headers", "mcp-protocol-version"));
      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(preflight.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
    }
  }

  /** Describes the application in code. */
  @Configuration(proxyBeanMethods = false)
  static class InCode {
    @Bean
    FilterCustomizer resource() {
      return filter -> filter.protectedResource(ProtectedResource.of(API).withName("Shop"));
    }
  }

  @Test
  void servesTheDocumentBelowTheContextPathAndOnTheManagementPort() throws Exception {
    String identifier = API + "/app/mcp";
    String path = WELL_KNOWN + "/app/mcp";
    SpringApp app =
        start(
            SpringApp.of(ShopController.class)
                .issuer(issuer)
                .with("token-validator.audience", identifier + " https://operation.api")
                .with(PROPERTY, identifier)
                .with("server.servlet.context-path", "/app")
                .with("management.server.port", "0")
                .with("management.server.address", "127.0.0.1")
                .with("management.server.base-path", "/manage")
                .with("management.endpoints.web.exposure.include", "*")
                .routes("* /open open", "* /mcp/* authenticated", "* /* allOf(operate)"));

    assertThat(app.get("/app" + path, null).body())
        .isEqualTo(document(identifier, issuer.issuer()));
    assertThat(challenge(app.get("/app/mcp/tools", null)))
        .isEqualTo("Bearer resource_metadata=\"" + API + path + "\"");
    assertThat(challenge(app.get("/app/caller", null))).isEqualTo("Bearer");

    assertThat(management(app, "/manage" + path, null).statusCode()).isEqualTo(200);
    assertThat(management(app, "/manage/actuator/env", tokenFor(identifier)).statusCode())
        .isEqualTo(401);
    assertThat(
            management(app, "/manage/actuator/env", tokenFor("https://operation.api")).statusCode())
        .isEqualTo(200);
  }

  private static HttpResponse<String> management(SpringApp app, String path, @Nullable String token)
      throws Exception {
    return app.send(app.request("local.management.port", "GET", path, token));
  }

  private String tokenFor(String audience) {
    return issuer.token().audience(audience).scope("operate").mint();
  }

  @Test
  void takesAListOrLines() throws Exception {
    String shop = API + "/products name(Shop)";
    String caller = API + "/caller scopes(read:x)";
    for (SpringApp.Builder application :
        new SpringApp.Builder[] {
          both().with(PROPERTY + "[0]", shop).with(PROPERTY + "[1]", caller),
          both().with(PROPERTY, shop + "\n" + caller)
        }) {
      SpringApp app = start(application);

      assertThat(app.get(WELL_KNOWN + "/products", null).body())
          .endsWith(",\"resource_name\":\"Shop\"}");
      assertThat(app.get(WELL_KNOWN + "/caller", null).body())
          .contains("\"scopes_supported\":[\"read:x\"]");
      assertThat(app.get("/caller", tokenFor(API + "/caller")).statusCode()).isEqualTo(200);
      assertThat(app.get("/caller", tokenFor(API + "/products")).statusCode()).isEqualTo(401);
    }
  }

  private SpringApp.Builder both() {
    return SpringApp.of(ShopController.class)
        .issuer(issuer)
        .with("token-validator.audience", API + "/products " + API + "/caller")
        .routes("* /open open", "* /products authenticated", "* /caller authenticated");
  }

  @Test
  void stopsForAMalformedValue() {
    assertStops(shop().with(PROPERTY, "shopping.api")).hasMessageStartingWith(PROPERTY + ": ");
    assertStops(shop().with(PROPERTY, API + " nam(Shop)"))
        .hasMessageStartingWith(PROPERTY + ": has \"nam")
        .hasMessageContaining("termsOfService(...)");
    assertStops(shop().with(PROPERTY, "https://other.api"))
        .hasMessageStartingWith(PROPERTY + ": https://other.api is not one of the audiences");
    assertStops(shop().with("token-validator.session-header", "two words"))
        .hasMessageContaining("is not the name of a header");
    assertStops(shop().with("token-validator.end-streams-with-token", "yes"))
        .hasMessageContaining("token-validator.end-streams-with-token: must be true or false");
  }

  @ParameterizedTest
  @CsvSource({
    "token-validator.protected-resource, https://shopping.api",
    "token-validator.session-header, Mcp-Session-Id",
    "token-validator.end-streams-with-token, true"
  })
  void stopsBesideSpringSecurity(String property, String value) {
    assertStops(SpringApp.of(SecuredApp.class).withSecurity().issuer(issuer).with(property, value))
        .hasMessageStartingWith(property + ": has no effect, because the filter is off");
  }

  @Test
  void answersAnUnknownSessionWith404() throws Exception {
    SpringApp app = start(shop().with("token-validator.session-header", "Mcp-Session-Id"));

    HttpResponse<String> stolen =
        app.send(app.request("GET", "/caller", token("")).header("Mcp-Session-Id", "a"));
    assertThat(stolen.statusCode()).isEqualTo(404);
    assertThat(app.get("/caller", token("")).statusCode()).isEqualTo(200);
  }

  @Test
  void endsAsynchronousResponsesWithTheirToken() throws Exception {
    SpringApp app =
        start(
            SpringApp.of(ShopController.class, Waiting.class)
                .issuer(issuer)
                .routes("* /open open", "* /* authenticated")
                .with("token-validator.end-streams-with-token", "true"));
    String token = issuer.token().expiresAt(Instant.now().plus(Duration.ofSeconds(3))).mint();

    HttpResponse<String> ended = app.get("/waiting", token);

    assertThat(ended.statusCode()).isEqualTo(401);
    assertThat(challenge(ended)).startsWith("Bearer error=\"invalid_token\"");
  }

  /** Never answers. */
  @RestController
  static class Waiting {
    @GetMapping("/waiting")
    DeferredResult<String> waiting() {
      return new DeferredResult<>(0L);
    }
  }
}
