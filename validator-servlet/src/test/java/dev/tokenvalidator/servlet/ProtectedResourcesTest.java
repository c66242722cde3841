package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.anyOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.Reason;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http.Response;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protected resources of an application: their metadata, challenges and audiences (RFC 9728). */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class ProtectedResourcesTest {

  private static final String MCP = "https://shop.example/mcp";
  private static final String API = "https://shop.example/api";
  private static final String ADMIN = "https://shop.example/mcp/admin";
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final String MCP_METADATA =
      "resource_metadata=\"https://shop.example/.well-known/oauth-protected-resource/mcp\"";

  private final Container container;

  ProtectedResourcesTest(Container container) {
    this.container = container;
  }

  /** An application with the resources /mcp and /api, and with paths outside of both. */
  private TestApp.Builder shop(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer, settings -> settings.audience(MCP, API))
        .filter(
            filter ->
                filter
                    .protectedResource(
                        ProtectedResource.of(MCP).withName("Tools").withScopesSupported("tools"))
                    .protectedResource(API)
                    .route("/mcp/*", allOf("tools"))
                    .route("/api/any", anyOf("read", "admin"))
                    .route("/api/*", authenticated())
                    .route("/health", open())
                    .route("/*", authenticated()))
        .servlet("/*", ShopApp.answer("handled"));
  }

  private static String token(TestIssuer issuer, String audience, String... scopes) {
    return issuer.token().audience(audience).scope(scopes).mint();
  }

  @Test
  void servesTheDocumentWithoutATokenUnderACatchAllRule(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String document =
          "{\"resource\":\"https://shop.example/mcp\",\"authorization_servers\":[\""
              + issuer.issuer()
              + "\"],\"scopes_supported\":[\"tools\"],\"bearer_methods_supported\":[\"header\"],"
              + "\"resource_name\":\"Tools\"}";

      Response response = app.send("GET", WELL_KNOWN + "/mcp");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(document);
      assertThat(response.header("Content-Type").orElseThrow()).startsWith("application/json");
      assertThat(response.header("Cache-Control")).contains("public, max-age=3600");
      assertThat(response.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.header("Access-Control-Allow-Origin")).contains("*");
      String etag = response.header("ETag").orElseThrow();

      Response head = app.send("HEAD", WELL_KNOWN + "/mcp");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.header("Content-Length")).contains("" + document.length());
      assertThat(app.send("GET", WELL_KNOWN + "/mcp", "If-None-Match: " + etag).status())
          .isEqualTo(304);
      Response preflight =
          app.send(
              "OPTIONS",
              WELL_KNOWN + "/mcp",
              "Origin: https://inspector.example",
              "Access-Control-Request-Method: GET",
              "Access-Control-Request-Headers: mcp-protocol-version");
      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.header("Access-Control-Allow-Origin")).contains("*");
      assertThat(preflight.header("Access-Control-Allow-Headers")).contains("*");
      assertThat(app.send("POST", WELL_KNOWN + "/mcp", "Content-Length: 0").status())
          .isEqualTo(405);
      assertThat(app.get(WELL_KNOWN + "/mcp", "no-token").status()).isEqualTo(200);
      assertThat(app.send("GET", WELL_KNOWN + "/api").body()).contains("\"resource\":\"" + API);
      assertThat(app.calls()).isZero();
      assertThat(app.refusals()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "/mcp/", "/mcp/x", "/MCP", "/app/mcp", "/mcp2", "/m", "/mcp.json"})
  void answers404ForEveryOtherAddress(String suffix, TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.send("GET", WELL_KNOWN + suffix);

      assertThat(response.status()).isEqualTo(404);
      assertThat(response.body())
          .isEqualTo("{\"error_description\":\"No protected resource has its metadata here\"}");
      assertThat(response.header("Access-Control-Allow-Origin")).contains("*");
      assertThat(app.send("OPTIONS", WELL_KNOWN + suffix).status()).isEqualTo(204);
      assertThat(app.calls()).isZero();
    }
  }

  @Test
  void comparesTheDecodedAddress(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      assertThat(app.send("GET", WELL_KNOWN + "/%6dcp").status()).isEqualTo(200);
      for (String odd : List.of("/mcp%2Fx", "/x/../mcp", "/mcp;a=b", "/%2e/mcp", "//mcp")) {
        assertThat(app.send("GET", WELL_KNOWN + odd).status()).isIn(400, 404);
      }
      assertThat(app.send("GET", "/x" + WELL_KNOWN + "/mcp").status()).isEqualTo(401);
      assertThat(app.send("GET", WELL_KNOWN + "s").status()).isEqualTo(401);
      assertThat(app.calls()).isZero();
    }
  }

  @Test
  void takesNothingFromTheHostOfTheRequest(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String document = app.send("GET", WELL_KNOWN + "/mcp").body();
      String forged =
          String.join(
              "\r\n",
              "Host: evil.example",
              "X-Forwarded-Host: evil.example",
              "Forwarded: host=evil.example",
              "Connection: close",
              "",
              "");

      assertThat(app.exchange("GET " + WELL_KNOWN + "/mcp HTTP/1.1\r\n" + forged))
          .endsWith(document)
          .doesNotContain("evil");
      assertThat(app.exchange("GET /mcp HTTP/1.1\r\n" + forged))
          .contains(MCP_METADATA)
          .doesNotContain("evil");
    }
  }

  @Test
  void namesTheMetadataInEveryChallenge(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      assertChallenge(app.send("GET", "/mcp"), 401, "Bearer scope=\"tools\", " + MCP_METADATA);
      assertChallenge(
          app.get("/mcp/x", "opaque"),
          401,
          "Bearer error=\"invalid_token\", error_description=\"The access token is not valid"
              + " here\", scope=\"tools\", "
              + MCP_METADATA);
      assertChallenge(
          app.get("/mcp", token(issuer, MCP, "other")),
          403,
          "Bearer error=\"insufficient_scope\", error_description=\"The access token does not"
              + " allow this request\", scope=\"tools\", "
              + MCP_METADATA);
      assertChallenge(
          app.send("GET", "/mcp", "Authorization: Bearer a b"),
          400,
          "Bearer error=\"invalid_request\", error_description=\"The request does not carry one"
              + " well-formed bearer token\", "
              + MCP_METADATA);
      String api = MCP_METADATA.replace("/mcp", "/api");
      assertChallenge(app.send("GET", "/api/any"), 401, "Bearer scope=\"read\", " + api);
      assertChallenge(
          app.get("/api/any", token(issuer, API, "other")),
          403,
          "Bearer error=\"insufficient_scope\", error_description=\"The access token does not"
              + " allow this request\", scope=\"read\", "
              + api);
      assertChallenge(app.send("GET", "/api"), 401, "Bearer " + api);
      assertChallenge(app.send("GET", "/other"), 401, "Bearer");
      assertThat(app.send("GET", "/mcp/../x").headers()).doesNotContainKey("www-authenticate");
      assertThat(app.calls()).isZero();
    }
  }

  private static void assertChallenge(Response response, int status, String challenge) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("WWW-Authenticate")).contains(challenge);
    assertThat(response.headers()).doesNotContainKey("access-control-expose-headers");
  }

  @Test
  void acceptsItsOwnAudienceOnlyUnderEachPath(TestIssuer issuer) throws Exception {
    String outside = issuer.resource().indicator();
    try (TestApp app = shop(issuer).start()) {
      for (String path : List.of("/mcp", "/mcp/", "/mcp/a/b")) {
        assertThat(app.get(path, token(issuer, MCP, "tools")).status()).isEqualTo(200);
        assertThat(app.get(path, token(issuer, API, "tools")).status()).isEqualTo(401);
        assertThat(app.get(path, token(issuer, outside, "tools")).status()).isEqualTo(401);
      }
      assertThat(app.get("/api/x", token(issuer, API)).status()).isEqualTo(200);
      assertThat(app.get("/api/x", token(issuer, MCP, "tools")).status()).isEqualTo(401);
      assertThat(app.get("/other", token(issuer, outside)).status()).isEqualTo(200);
      assertThat(app.get("/other", token(issuer, MCP, "tools")).status()).isEqualTo(401);
      assertThat(app.get("/mcp2", token(issuer, MCP, "tools")).status()).isEqualTo(401);

      String both = issuer.token().audience(MCP, API).scope("tools").mint();
      assertThat(app.get("/mcp", both).status()).isEqualTo(200);
      assertThat(app.get("/api/x", both).status()).isEqualTo(200);
      assertThat(app.refusals())
          .hasSize(9)
          .allSatisfy(refusal -> assertThat(refusal.reason()).contains(Reason.WRONG_AUDIENCE))
          .allSatisfy(refusal -> assertThat(refusal.clientId()).isPresent());
      assertThat(app.calls()).isEqualTo(7);
    }
  }

  @Test
  void acceptsNeitherAudienceWhereARouterMayReadAnotherPath(TestIssuer issuer) throws Exception {
    String outside = issuer.resource().indicator();
    try (TestApp app = shop(issuer).start()) {
      for (String path : List.of("/MCP", "/Mcp/x", "/mcp.json", "/mcp.", "/mcp%20", "/mcp%3F")) {
        for (String audience : List.of(MCP, API, outside)) {
          assertThat(app.get(path, token(issuer, audience, "tools")).status())
              .describedAs(path)
              .isIn(400, 401);
        }
      }
      assertThat(app.calls()).isZero();
    }
  }

  @Test
  void prefersTheLongestPath(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.audience(MCP, ADMIN))
            .filter(
                filter ->
                    filter
                        .protectedResource(ProtectedResource.of(MCP), ProtectedResource.of(ADMIN))
                        .route("/mcp/*", authenticated()))
            .servlet("/*", ShopApp.answer("handled"))
            .start()) {
      assertThat(app.get("/mcp/admin/x", token(issuer, ADMIN)).status()).isEqualTo(200);
      assertThat(app.get("/mcp/admin", token(issuer, MCP)).status()).isEqualTo(401);
      assertThat(app.get("/mcp/a", token(issuer, MCP)).status()).isEqualTo(200);
      assertThat(app.get("/mcp/a", token(issuer, ADMIN)).status()).isEqualTo(401);
      assertThat(app.send("GET", "/mcp/admin").header("WWW-Authenticate").orElseThrow())
          .endsWith("/mcp/admin\"");
    }
  }

  @Test
  void checksTheAudienceAgainForACheckedForward(TestIssuer issuer) throws Exception {
    try (TestApp app =
        shop(issuer)
            .filter(BearerTokenFilterBuilder::checkDispatches)
            .servlet(
                "/api/forward",
                (request, response) ->
                    request.getRequestDispatcher("/mcp/x").forward(request, response))
            .start()) {
      Response response = app.get("/api/forward", token(issuer, API, "tools"));

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("WWW-Authenticate").orElseThrow()).endsWith(MCP_METADATA);
      assertThat(app.refusals())
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.reason()).contains(Reason.WRONG_AUDIENCE))
          .satisfies(
              refusal -> assertThat(refusal.outcome()).isEqualTo(Refusal.Outcome.INVALID_TOKEN));
      assertThat(
              app.get("/api/forward", issuer.token().audience(MCP, API).scope("tools").mint())
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void servesARootResourceAndProtectsEverythingWithIt(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.audience("https://shop.example"))
            .filter(
                filter ->
                    filter.protectedResource("https://shop.example").route("/*", authenticated()))
            .servlet("/*", ShopApp.answer("handled"))
            .start()) {
      assertThat(app.send("GET", WELL_KNOWN).status()).isEqualTo(200);
      assertThat(app.send("GET", WELL_KNOWN + "/").status()).isEqualTo(404);
      assertThat(app.send("GET", WELL_KNOWN + "/mcp").status()).isEqualTo(404);
      assertThat(app.get("/a", token(issuer, "https://shop.example")).status()).isEqualTo(200);
      assertThat(app.get("/a", token(issuer, issuer.resource().indicator())).status())
          .isEqualTo(401);
      assertThat(app.send("GET", "/a").header("WWW-Authenticate"))
          .contains(
              "Bearer resource_metadata=\"https://shop.example/.well-known/oauth-protected-resource\"");
    }
  }

  /** The address has the context path in it, and the container sends it to the root application. */
  @Test
  void servesTheDocumentBelowItsContextPathForAProxyRule(TestIssuer issuer) throws Exception {
    String app1 = "https://shop.example/app/mcp";
    try (LogLines log = new LogLines();
        TestApp app =
            TestApp.on(container)
                .contextPath("/app")
                .issuer(issuer, settings -> settings.audience(app1))
                .filter(filter -> filter.protectedResource(app1).route("/mcp/*", authenticated()))
                .servlet("/*", ShopApp.answer("handled"))
                .start()) {
      assertThat(log.visibleByDefault())
          .contains(
              "protected resource https://shop.example/app/mcp: paths /app/mcp/*, metadata at"
                  + " https://shop.example/.well-known/oauth-protected-resource/app/mcp, which this"
                  + " application serves as /app/.well-known/oauth-protected-resource/app/mcp; the"
                  + " container sends the former to the root application, so serve it there with"
                  + " ProtectedResourceServlet, or let the proxy rewrite it");
      assertThat(app.send("GET", "/app" + WELL_KNOWN + "/app/mcp").body())
          .contains("\"resource\":\"" + app1 + "\"");
      assertThat(app.send("GET", "/app" + WELL_KNOWN + "/mcp").status()).isEqualTo(404);
      assertThat(app.get("/app/mcp", token(issuer, app1)).status()).isEqualTo(200);
      assertThat(app.get("/app/mcp", token(issuer, issuer.resource().indicator())).status())
          .isEqualTo(401);
      assertThat(app.send("GET", "/app/mcp").header("WWW-Authenticate"))
          .contains(
              "Bearer resource_metadata=\"https://shop.example/.well-known/oauth-protected-resource/app/mcp\"");
    }
  }

  @Test
  void servesTheDocumentOfAnotherContextFromTheRootAndFromACompanion(TestIssuer issuer)
      throws Exception {
    String app1 = "https://shop.example/app/mcp";
    try (AccessTokenValidator validator =
            AccessTokenValidator.builder()
                .logtoEndpoint(issuer.endpoint().toString())
                .audience(app1)
                .build();
        TestApp root =
            TestApp.on(container)
                .issuer(issuer, settings -> settings.audience("https://shop.example"))
                .filter(
                    filter ->
                        filter
                            .protectedResource("https://shop.example")
                            .route(WELL_KNOWN + "/*", open())
                            .route("/*", authenticated()))
                .servlet(
                    WELL_KNOWN + "/*",
                    new ProtectedResourceServlet(validator, ProtectedResource.of(app1)))
                .start();
        TestApp companion =
            TestApp.on(container)
                .contextPath(WELL_KNOWN)
                .issuer(issuer)
                .servlet("/*", new ProtectedResourceServlet(validator, ProtectedResource.of(app1)))
                .startWith(context -> {})) {
      for (TestApp app : List.of(root, companion)) {
        assertThat(app.send("GET", WELL_KNOWN + "/app/mcp").body())
            .contains("\"resource\":\"" + app1 + "\"");
        assertThat(app.send("HEAD", WELL_KNOWN + "/app/mcp").status()).isEqualTo(200);
        assertThat(app.send("OPTIONS", WELL_KNOWN + "/app/mcp").status()).isEqualTo(204);
        assertThat(app.send("GET", WELL_KNOWN + "/app/mcp/").status()).isEqualTo(404);
        assertThat(app.send("GET", WELL_KNOWN + "/app").status()).isEqualTo(404);
      }
      assertThat(root.send("GET", WELL_KNOWN).body())
          .contains("\"resource\":\"https://shop.example\"");
    }
  }

  @Test
  void takesThePathsFromWithPathBehindARewritingProxy(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .contextPath("/internal")
            .issuer(issuer, settings -> settings.audience(MCP))
            .filter(
                filter ->
                    filter
                        .protectedResource(ProtectedResource.of(MCP).withPath("/"))
                        .route("/*", authenticated()))
            .servlet("/*", ShopApp.answer("handled"))
            .start()) {
      assertThat(app.get("/internal/tools", token(issuer, MCP)).status()).isEqualTo(200);
      assertThat(app.send("GET", "/internal" + WELL_KNOWN + "/mcp").status()).isEqualTo(200);
    }
  }

  @Test
  void exposesTheChallengeWhereACorsFilterHasAnswered(TestIssuer issuer) throws Exception {
    for (String exposed : List.of("", "X-Other", "x-other, www-authenticate", "*")) {
      try (TestApp app =
          shop(issuer)
              .before(
                  context ->
                      context
                          .addFilter("cors", new Cors(exposed))
                          .addMappingForUrlPatterns(
                              EnumSet.of(DispatcherType.REQUEST), false, "/*"))
              .filter(BearerTokenFilterBuilder::filterOrderChecked)
              .start()) {
        String sent = app.exchange("GET", "/mcp").toLowerCase(java.util.Locale.ROOT);

        int added = exposed.contains("*") || exposed.contains("www") ? 0 : 1;
        assertThat(sent.split("access-control-expose-headers: www-authenticate", -1))
            .hasSize(added + 1);
        assertThat(app.exchange("GET", WELL_KNOWN + "/mcp").split("Access-Control-Allow-Origin"))
            .hasSize(2);
        // A challenge without the address stays as it was.
        assertThat(app.exchange("GET", "/other").toLowerCase(java.util.Locale.ROOT))
            .doesNotContain("access-control-expose-headers: www-authenticate");
      }
    }
  }

  private static final class Cors extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final String exposed;

    Cors(String exposed) {
      this.exposed = exposed;
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, jakarta.servlet.ServletException {
      response.setHeader("Access-Control-Allow-Origin", "https://app.example");
      if (!exposed.isEmpty()) {
        response.setHeader("Access-Control-Expose-Headers", exposed);
      }
      chain.doFilter(request, response);
    }
  }

  @Test
  void collectsTheScopesOfItsOwnPathsIfAsked(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.audience(MCP, API))
            .filter(
                filter ->
                    filter
                        .protectedResource(
                            ProtectedResource.of(MCP).withCollectedScopes(),
                            ProtectedResource.of(API))
                        .route("/mcp/tools", anyOf("write", "admin"))
                        .route("/mcp/*", allOf("read", "offline_access"))
                        .route("/api/*", allOf("secret")))
            .servlet("/mcp/annotated", new Annotated())
            .servlet("/mcp/*", ShopApp.answer("handled"))
            .servlet("/api/*", ShopApp.answer("handled"))
            .start()) {
      assertThat(app.send("GET", WELL_KNOWN + "/mcp").body())
          .contains("\"scopes_supported\":[\"admin\",\"annotated\",\"read\",\"write\"],");
      assertThat(app.send("GET", WELL_KNOWN + "/api").body()).doesNotContain("scopes_supported");
    }
  }

  @Test
  void collectsNoScopeOfAResourceInside(TestIssuer issuer) throws Exception {
    String root = "https://shop.example";
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.audience(MCP, root))
            .filter(
                filter ->
                    filter
                        .protectedResource(
                            ProtectedResource.of(MCP),
                            ProtectedResource.of(root).withCollectedScopes())
                        .route("/mcp/*", allOf("secret"))
                        .route("/*", allOf("read")))
            .servlet("/mcp/annotated", new Annotated())
            .servlet("/*", ShopApp.answer("handled"))
            .start()) {
      assertThat(app.send("GET", WELL_KNOWN).body()).contains("\"scopes_supported\":[\"read\"],");
    }
  }

  @RequiresScope("annotated")
  private static final class Annotated extends HttpServlet {

    private static final long serialVersionUID = 1L;
  }

  /** Embedded Tomcat runs no filter for a path without a servlet. */
  @Test
  void servesTheDocumentWhereNoServletIsForItsPath(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.audience(MCP))
            .filter(
                filter ->
                    filter
                        .protectedResource(MCP)
                        .route("/mcp/*", authenticated())
                        .requireCoverage())
            .servlet("/mcp/*", ShopApp.answer("handled"))
            .start()) {
      assertThat(app.send("GET", WELL_KNOWN + "/mcp").status()).isEqualTo(200);
      assertThat(app.send("OPTIONS", WELL_KNOWN + "/mcp").status()).isEqualTo(204);
      assertThat(app.filter().audit()).extracting(AuditEntry::mapping).contains("/mcp/*");
      assertThat(app.filter().audit())
          .extracting(AuditEntry::mapping)
          .doesNotContain(WELL_KNOWN + "/mcp");
    }
  }

  /** An init-param comes after {@code install}, so nothing is mapped for it. */
  @Test
  void stopsTheStartWhereTomcatWouldNotRunTheFilter(TestIssuer issuer) throws Exception {
    TestApp.Builder builder = TestApp.on(container).servlet("/mcp/*", ShopApp.answer("handled"));
    Consumer<ServletContext> registrations =
        context -> {
          BearerTokenFilter.builder()
              .environment(Map.of())
              .validator(validator(issuer))
              .route("/mcp/*", authenticated())
              .install(context);
          context
              .getFilterRegistration(BearerTokenFilter.class.getName())
              .setInitParameter("protectedResource", MCP);
        };
    if (container == Container.TOMCAT) {
      assertThatThrownBy(() -> builder.startWith(registrations).close())
          .satisfies(
              e ->
                  assertThat(TestApp.rootCause(e))
                      .hasMessageContaining("Tomcat would answer 404 for its metadata"));
    } else {
      try (TestApp app = builder.startWith(registrations)) {
        assertThat(app.send("GET", WELL_KNOWN + "/mcp").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void stopsTheStartForAnAnnotatedServletOutsideOfAllResources(TestIssuer issuer) throws Exception {
    for (boolean hasOtherAudience : new boolean[] {true, false}) {
      Consumer<ServletContext> registrations =
          context ->
              BearerTokenFilter.builder()
                  .environment(Map.of())
                  .logtoEndpoint(issuer.endpoint().toString())
                  .audience(hasOtherAudience ? new String[] {MCP, API} : new String[] {MCP})
                  .protectedResource(MCP)
                  .route("/mcp/*", authenticated())
                  .install(context);
      TestApp.Builder builder =
          TestApp.on(container)
              .servlet("/mcp/*", ShopApp.answer("handled"))
              .servlet("/mcp/annotated", new Annotated())
              .servlet("/products", new Annotated());
      if (hasOtherAudience) {
        try (TestApp app = builder.startWith(registrations)) {
          assertThat(app.send("GET", "/products").status()).isEqualTo(401);
        }
      } else {
        assertThatThrownBy(() -> builder.startWith(registrations).close())
            .satisfies(
                e ->
                    assertThat(TestApp.rootCause(e))
                        .hasMessageContaining(
                            "the annotated servlets [servlet for /products] lie"));
      }
    }
  }

  @Test
  void readsResourcesByName(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.audience(MCP, API))
            .filter(filter -> filter.route("/mcp/*", authenticated()).route("/*", authenticated()))
            .servlet("/*", ShopApp.answer("handled"))
            .before(context -> {})
            .startWith(
                context -> {
                  BearerTokenFilter.builder()
                      .environment(Map.of())
                      .validator(validator(issuer))
                      .route("/*", authenticated())
                      .install(context);
                  context
                      .getFilterRegistration(BearerTokenFilter.class.getName())
                      .setInitParameter(
                          "protectedResource",
                          """
                          # the tools
                          https://shop.example/mcp name(Shop tools) scopes(a, b) \
                          documentation(https://shop.example/docs) policy(https://shop.example/p) \
                          termsOfService(https://shop.example/t)
                          https://shop.example/api path(/)
                          """);
                })) {
      assertThat(app.send("GET", WELL_KNOWN + "/mcp").body())
          .contains("\"scopes_supported\":[\"a\",\"b\"]")
          .contains("\"resource_name\":\"Shop tools\"")
          .contains("\"resource_documentation\":\"https://shop.example/docs\"")
          .contains("\"resource_policy_uri\":\"https://shop.example/p\"")
          .contains("\"resource_tos_uri\":\"https://shop.example/t\"");
      assertThat(app.get("/anything", token(issuer, API)).status()).isEqualTo(200);
      assertThat(app.get("/mcp", token(issuer, API)).status()).isEqualTo(401);
    }
  }

  private static AccessTokenValidator validator(TestIssuer issuer) {
    return AccessTokenValidator.builder()
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(MCP, API)
        .clock(issuer.clock(), issuer.clock())
        .build();
  }

  @Test
  void isTheAudienceIfNoneIsSet(TestIssuer issuer) throws Exception {
    for (String organizations : List.of("", "ignored")) {
      try (TestApp app =
          TestApp.on(container)
              .servlet("/*", ShopApp.answer("handled"))
              .startWith(
                  context -> {
                    BearerTokenFilter.builder()
                        .environment(
                            organizations.isEmpty()
                                ? Map.of()
                                : Map.of("TOKEN_VALIDATOR_ORGANIZATIONS", organizations))
                        .logtoEndpoint(issuer.endpoint().toString())
                        .protectedResource(MCP)
                        .route("/mcp/*", authenticated())
                        .install(context);
                  })) {
        assertThat(app.get("/mcp", issuer.token().audience(API).mint()).status()).isEqualTo(401);
        assertThat(app.send("GET", WELL_KNOWN + "/mcp").status()).isEqualTo(200);
      }
    }
    for (Map<String, String> environment :
        List.of(
            Map.of("TOKEN_VALIDATOR_AUDIENCE", API),
            Map.of("TOKEN_VALIDATOR_ORGANIZATIONS", "by_audience"))) {
      assertStopsWith(
          container,
          filter ->
              filter
                  .environment(environment)
                  .issuer("https://issuer.example")
                  .protectedResource(MCP),
          "is not one of the audiences");
    }
  }

  /** The variable belongs to the issuer that the environment names. */
  @Test
  void takesNoResourceOfTheEnvironmentForAnotherIssuer(TestIssuer issuer) throws Exception {
    Map<String, String> environment =
        Map.of(
            "TOKEN_VALIDATOR_ISSUER",
            "https://other.example",
            "TOKEN_VALIDATOR_AUDIENCE",
            MCP,
            "TOKEN_VALIDATOR_PROTECTED_RESOURCE",
            MCP);
    assertStopsWith(
        container,
        filter -> filter.environment(environment).validator(validator(issuer)),
        "TOKEN_VALIDATOR_PROTECTED_RESOURCE: comes from the environment");
    for (String resource : List.of(MCP, "not a URL")) {
      try (TestApp app =
          TestApp.on(container)
              .servlet("/*", ShopApp.answer("handled"))
              .startWith(
                  context -> {
                    BearerTokenFilter.builder()
                        .environment(
                            Map.of(
                                "TOKEN_VALIDATOR_PROTECTED_RESOURCE",
                                resource,
                                "TOKEN_VALIDATOR_X",
                                ""))
                        .validator(validator(issuer))
                        .route("/*", authenticated())
                        .install(context);
                    context
                        .getFilterRegistration(BearerTokenFilter.class.getName())
                        .setInitParameter("environment", "false");
                  })) {
        assertThat(app.send("GET", WELL_KNOWN + "/mcp").status()).isEqualTo(401);
      }
    }
  }

  @Test
  void stopsTheStartForASettingThatCannotWork(TestIssuer issuer) {
    assertStops(
        issuer,
        filter -> filter.protectedResource("https://shop.example/other"),
        "is not one of the audiences");
    assertStops(
        issuer,
        filter ->
            filter
                .protectedResource(ProtectedResource.of(MCP), ProtectedResource.of(API))
                .protectedResource(MCP),
        "has its metadata at the same path");
    assertStops(
        issuer,
        filter ->
            filter.protectedResource(
                ProtectedResource.of(MCP), ProtectedResource.of(API).withPath("/mcp")),
        "has the same paths");
    assertStops(
        issuer,
        filter -> filter.protectedResource(ProtectedResource.of(MCP).withCollectedScopes()),
        "no route and no annotated servlet of its paths needs a scope");
    assertStops(
        issuer,
        filter -> filter.protectedResource(MCP).route("/mcp.json", authenticated()),
        "differs from the paths of a resource only by case or by suffixes");
    assertStops(
        issuer,
        filter -> filter.protectedResource(ProtectedResource.of(MCP).withPath("/mcp.")),
        "so no request reaches it");
    assertStops(
        issuer,
        filter -> filter.protectedResource(ProtectedResource.of(MCP).withPath("/a\uFF0Fb")),
        "so no request reaches it");
    assertStops(
        issuer, filter -> filter.sessionHeader("Mcp Session"), "is not the name of a header");
    // Every audience belongs to a resource, so no token is left for the route.
    assertStopsWith(
        container,
        filter ->
            filter
                .issuer("https://issuer.example")
                .audience(MCP)
                .protectedResource(MCP)
                .route("/mcp/*", authenticated())
                .route("GET", "/products", authenticated()),
        "the route \"GET /products authenticated\" lies outside of");
    assertStopsWith(
        container,
        filter ->
            filter
                .issuer("https://issuer.example")
                .audience("https://shop.example/app/mcp")
                .protectedResource("https://shop.example/other/mcp"),
        "outside of this application, whose context path is /app");
  }

  private void assertStops(
      TestIssuer issuer, Consumer<BearerTokenFilterBuilder> settings, String problem) {
    assertThatThrownBy(
            () ->
                TestApp.on(container)
                    .issuer(issuer, more -> more.audience(MCP, API))
                    .filter(settings)
                    .servlet("/*", ShopApp.answer("handled"))
                    .start()
                    .close())
        .satisfies(
            e ->
                assertThat(TestApp.rootCause(e))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining(problem));
  }

  private static void assertStopsWith(
      Container container, Consumer<BearerTokenFilterBuilder> settings, String problem) {
    assertThatThrownBy(
            () ->
                TestApp.on(container)
                    .contextPath(problem.contains("/app") ? "/app" : "")
                    .filter(settings)
                    .servlet("/*", ShopApp.answer("handled"))
                    .start()
                    .close())
        .satisfies(
            e ->
                assertThat(TestApp.rootCause(e))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining(problem));
  }
}
