package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.anyOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import dev.tokenvalidator.servlet.Http.Response;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answer to every kind of request, and what the operator hears of it. */
@EachContainer
@ExtendWith(TestIssuerExtension.class)
class AnswersTest {

  private final Container container;

  AnswersTest(Container container) {
    this.container = container;
  }

  @Test
  void admitsTokensWithTheScope(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.get("/products", issuer.token().scope("read:products").mint());

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("products");
      assertThat(app.refusals()).isEmpty();
    }
  }

  @Test
  @Tag("S01")
  void challengesRequestsWithoutToken(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.send("GET", "/products");

      assertRefused(app, response, 401);
      assertThat(response.header("WWW-Authenticate")).contains("Bearer");
      assertThat(app.refusals()).extracting(Refusal::outcome).containsExactly(Outcome.NO_TOKEN);
      assertThat(route(app)).contains("GET /products allOf(read:products)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic dXNlcjpwYXNz", "DPoP abc", "Bearerx abc"})
  @Tag("S01")
  void treatsOtherSchemesAsNoToken(String authorization, TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.send("GET", "/products", "Authorization: " + authorization);

      assertRefused(app, response, 401);
      assertThat(response.header("WWW-Authenticate")).contains("Bearer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer a b", "Bearer a,b", "Bearer\ta", "Bearer \u00e9", "="})
  @Tag("S02")
  void refusesMalformedHeaders(String authorization, TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.send("GET", "/products", "Authorization: " + authorization);

      assertRefused(app, response, 400);
      assertThat(response.header("WWW-Authenticate").orElseThrow())
          .contains("error=\"invalid_request\"");
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.INVALID_REQUEST);
      assertThat(route(app)).contains("GET /products allOf(read:products)");
    }
  }

  @Test
  @Tag("S02")
  void refusesTwoSpacesInTheHeader(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.send("GET", "/products", "Authorization: Bearer  a");

      // Undertow hands on one, so that it is about the token.
      assertRefused(app, response, container == Container.UNDERTOW ? 401 : 400);
    }
  }

  @Test
  @Tag("S03")
  void refusesTwoAuthorizationHeaders(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String header = "Authorization: Bearer " + issuer.token().mint();

      Response response = app.send("GET", "/products", header, header);

      assertRefused(app, response, 400);
      assertThat(response.body()).contains("\"error\":\"invalid_request\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token=x",
        "access_token",
        "a=b&access_token=x&c=d",
        "a&&access%5Ftoken=x",
        "%61ccess_token=x"
      })
  @Tag("S03")
  void refusesATokenInTheQueryBesideTheHeader(String query, TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String token = issuer.token().scope("read:products").mint();

      Response response = app.get("/products?" + query, token);

      assertRefused(app, response, 400);
      assertThat(response.body()).contains("\"error\":\"invalid_request\"");
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.INVALID_REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_tokens=x", "ACCESS_TOKEN=x", "a=access_token", "", "&"})
  void acceptsEveryOtherQuery(String query, TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String token = issuer.token().scope("read:products").mint();

      assertThat(app.get("/products?" + query, token).status()).isEqualTo(200);
    }
  }

  @Test
  void acceptsMalformedQueriesThatTheContainerAccepts(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String token = issuer.token().scope("read:products").mint();

      assertThat(app.get("/products?%zz=x", token).status())
          .isEqualTo(container == Container.UNDERTOW ? 400 : 200);
    }
  }

  @Test
  @Tag("S03")
  void ignoresATokenInTheQuery(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String token = issuer.token().mint();

      assertRefused(app, app.send("GET", "/products?access_token=" + token), 401);
    }
  }

  @Test
  @Tag("S04")
  void refusesBadTokensAndReportsTheRoute(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.get("/products", issuer.token().expired().mint());

      assertRefused(app, response, 401);
      assertThat(response.header("WWW-Authenticate").orElseThrow())
          .contains("error=\"invalid_token\"");
      assertThat(route(app)).contains("GET /products allOf(read:products)");
    }
  }

  @Test
  @Tag("S05")
  void namesTheMissingScope(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.get("/products", issuer.token().scope("write:products").mint());

      assertRefused(app, response, 403);
      assertThat(response.header("WWW-Authenticate").orElseThrow())
          .contains("error=\"insufficient_scope\"")
          .contains("scope=\"read:products\"");
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.INSUFFICIENT_SCOPE);
      assertThat(explanation(app).hint()).isEmpty();
    }
  }

  @Test
  @Tag("S05")
  void comparesWholeScopeNames(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      assertRefused(app, app.get("/products", issuer.token().scope("read").mint()), 403);
      assertRefused(app, app.get("/products", issuer.token().scope("read:products2").mint()), 403);
    }
  }

  @Test
  void explainsThatTheClientRequestedNoScope(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      assertRefused(app, app.get("/products", issuer.token().without("scope").mint()), 403);

      assertThat(explanation(app).hint()).isPresent();
    }
  }

  @Test
  void admitsAnyOneOfSeveralScopes(TestIssuer issuer) throws Exception {
    try (TestApp app =
        shop(issuer)
            .filter(filter -> filter.route("/any", anyOf("a", "b")))
            .servlet("/any", answer("any"))
            .start()) {
      assertThat(app.get("/any", issuer.token().scope("b").mint()).status()).isEqualTo(200);

      Response response = app.get("/any", issuer.token().scope("c").mint());
      assertRefused(app, response, 403, 1);
      assertThat(response.header("WWW-Authenticate").orElseThrow()).contains("scope=\"a b\"");
    }
  }

  @Test
  void refusesPersonsOnMachineOnlyRoutes(TestIssuer issuer) throws Exception {
    try (TestApp app =
        shop(issuer)
            .filter(filter -> filter.route("/jobs", authenticated().machineOnly()))
            .servlet("/jobs", answer("jobs"))
            .start()) {
      Response response = app.get("/jobs", issuer.token().subject("a-person").mint());

      assertRefused(app, response, 403);
      assertThat(response.header("WWW-Authenticate").orElseThrow()).doesNotContain(" scope=");
      assertThat(app.get("/jobs", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  @Test
  void admitsOnlyTheOrganizationOfThePath(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.organizations(OrganizationTokens.REQUIRED))
            .filter(filter -> filter.route("/orgs/{org}/*", authenticated().organization("org")))
            .servlet("/orgs/*", answer("org"))
            .start()) {
      String token = issuer.token().organizationId("acme").mint();

      assertThat(app.get("/orgs/acme/members", token).status()).isEqualTo(200);
      assertThat(app.get("/orgs/acme", token).status()).isEqualTo(200);
      Response response = app.get("/orgs/acme2/members", token);
      assertRefused(app, response, 403, 2);
      assertThat(response.header("WWW-Authenticate").orElseThrow()).doesNotContain(" scope=");
      assertRefused(app, app.get("/orgs/ACME/acme", token), 403, 2);
    }
  }

  @Test
  @Tag("S23")
  void answers503WhileTheIssuerIsDown(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String token = issuer.token().mint();
      issuer.stop();

      Response response = app.get("/products", token);

      assertRefused(app, response, 503);
      assertThat(Integer.parseInt(response.header("Retry-After").orElseThrow())).isPositive();
      assertThat(response.header("WWW-Authenticate")).isEmpty();
      assertThat(response.body()).contains("\"error\":\"temporarily_unavailable\"");
      assertThat(app.send("GET", "/health").status()).isEqualTo(200);

      issuer.resume();
      issuer.clock().advance(Duration.ofSeconds(30));
      assertThat(app.get("/products", token).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesPathsWithoutARule(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).servlet("/forgotten", answer("secret")).start()) {
      assertRefused(app, app.send("GET", "/forgotten"), 401);
      assertRefused(app, app.get("/forgotten", issuer.token().mint()), 403);
      assertRefused(app, app.get("/forgotten", issuer.token().expired().mint()), 401);

      assertThat(route(app).orElseThrow()).contains(Explanation.quote("/forgotten"));
      assertRefused(
          app,
          app.send("POST", "/products", "Authorization: Bearer " + issuer.token().mint()),
          403);
    }
  }

  @Test
  void answersHeadLikeGetWithoutBody(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      try (Http connection = app.connect()) {
        Response response = connection.send("HEAD", "/products", List.of());
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).contains("Bearer");
        // A body would be taken for the next answer.
        assertThat(connection.send("HEAD", "/products", List.of()).status()).isEqualTo(401);
      }
      String token = issuer.token().scope("read:products").mint();
      assertThat(app.send("HEAD", "/products", "Authorization: Bearer " + token).status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "FOO", "PROPFIND", "PATCH", "OPTIONS"})
  void appliesMethodRoutesToTheExactMethodOnly(String method, TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      String header = "Authorization: Bearer " + issuer.token().mint();

      assertRefused(app, app.send(method, "/products", header), 403);
      assertThat(app.send(method, "/health").status()).isEqualTo(200);
    }
  }

  @Test
  void requiresTheScopeOfTheMethodInUpperCaseToo(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(
                filter ->
                    filter
                        .route("GET", "/products", allOf("read:products"))
                        .route("GET", "/open", open())
                        .route("/*", allOf("other")))
            .servlet("/*", answer("products"))
            .start()) {
      String reader = "Authorization: Bearer " + issuer.token().scope("read:products").mint();
      String other = "Authorization: Bearer " + issuer.token().scope("other").mint();
      String both =
          "Authorization: Bearer " + issuer.token().scope("other", "read:products").mint();

      for (String method : List.of("get", "Get", "gEt", "head")) {
        assertThat(app.send(method, "/products", other).status()).as(method).isEqualTo(403);
        assertThat(app.send(method, "/products", reader).status()).as(method).isEqualTo(403);
        // What is open to GET alone is not open to what only looks like it.
        assertThat(app.send(method, "/open").status()).as(method).isEqualTo(401);
        assertThat(app.calls()).isZero();
      }
      assertThat(app.send("get", "/products", both).status()).isEqualTo(200);
      assertThat(app.send("GET", "/products", reader).status()).isEqualTo(200);
      assertThat(app.send("POST", "/products", other).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesTrace(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response = app.send("TRACE", "/health");

      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).isPresent();
      // Tomcat's connector refuses it before any filter.
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .isEqualTo(container == Container.TOMCAT ? List.of() : List.of(Outcome.INVALID_REQUEST));
      assertThat(app.calls()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer rubbish", "Bearer", "rubbish", "Bearer a, Bearer b"})
  void ignoresAuthorizationOnOpenRoutes(String authorization, TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response =
          app.send(
              "GET",
              "/health",
              "Authorization: " + authorization,
              "Authorization: " + authorization);

      assertThat(response.status()).isEqualTo(200);
      assertThat(app.refusals()).isEmpty();
    }
  }

  @Test
  void namesTheRealm(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).filter(filter -> filter.realm("shop")).start()) {
      assertThat(app.send("GET", "/products").header("WWW-Authenticate"))
          .contains("Bearer realm=\"shop\"");
      assertThat(
              app.get("/products", issuer.token().without("scope").mint())
                  .header("WWW-Authenticate")
                  .orElseThrow())
          .startsWith("Bearer realm=\"shop\"");
    }
  }

  @Test
  @Tag("S22")
  void neverCallsTheHandlerAfterTheResponseIsCommitted(TestIssuer issuer) throws Exception {
    CommittingFilter committing = new CommittingFilter();
    try (TestApp app = shop(issuer).before(committing::register).start()) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(204);
      assertThat(app.send("GET", "/health").status()).isEqualTo(204);
      committing.awaitPasses(2);
      assertThat(app.calls()).isZero();
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.NOT_ANSWERED, Outcome.NOT_ANSWERED);
    }
  }

  @Test
  void writesThroughTheWriterOfAnEarlierFilter(TestIssuer issuer) throws Exception {
    try (TestApp app =
        shop(issuer)
            .before(
                context ->
                    context
                        .addFilter(
                            "writer",
                            (request, response, chain) -> {
                              response.getWriter().print("started");
                              chain.doFilter(request, response);
                            })
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"))
            .start()) {
      Response response = app.send("GET", "/products");

      assertRefused(app, response, 401);
      assertThat(response.header("WWW-Authenticate")).contains("Bearer");
      assertRefused(app, app.send("GET", "/products;a"), 400);
    }
  }

  @Test
  @Tag("S09")
  @Tag("S16")
  void ignoresHeadersThatClaimAMethodOrIdentity(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      Response response =
          app.send(
              "GET",
              "/products",
              "X-HTTP-Method-Override: POST",
              "X-Forwarded-User: admin",
              "X-Original-URL: /health",
              "X-Rewrite-URL: /health");

      assertRefused(app, response, 401);
    }
  }

  @Test
  @Tag("S09")
  void neverReplacesTheMethodOfTheRequestLine(TestIssuer issuer) throws Exception {
    try (TestApp app =
        shop(issuer)
            .servlet("/", (request, response) -> response.getWriter().print(request.getMethod()))
            .filter(filter -> filter.route("GET", "/orders", allOf("read:orders")))
            .start()) {
      String token = "Authorization: Bearer " + issuer.token().scope("read:orders").mint();

      for (String name :
          List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method")) {
        for (String method : List.of("POST", "DELETE", "PUT")) {
          assertRefused(
              app, app.send(method, "/orders?_method=GET", token, name + ": GET"), 403, 0);
        }
      }
      // No rule is for POST, which a filter behind ours may make of it.
      assertRefused(
          app, app.send("GET", "/orders?_method=POST", token, "X-HTTP-Method-Override: POST"), 403);
      assertThat(app.send("GET", "/orders?_method=GET", token, "_method: POST").body())
          .isEqualTo("GET");
    }
  }

  @Test
  void passesHandlerExceptionsOn(TestIssuer issuer) throws Exception {
    RuntimeException thrown;
    try (AccessTokenValidator other =
        AccessTokenValidator.builder().issuer("https://a.example").audience("urn:a").build()) {
      thrown = catchThrowableOfType(InvalidTokenException.class, () -> other.validate("x"));
    }
    try (TestApp app =
        shop(issuer)
            .filter(filter -> filter.route("/fails", authenticated()))
            .servlet(
                "/fails",
                (request, response) -> {
                  throw thrown;
                })
            .start()) {
      Response response = app.get("/fails", issuer.token().mint());

      assertThat(response.status()).isEqualTo(500);
      assertThat(response.header("WWW-Authenticate")).isEmpty();
      assertThat(app.calls()).isEqualTo(1);
      assertThat(app.refusals()).isEmpty();
    }
  }

  private TestApp.Builder shop(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter.route("GET", "/products", allOf("read:products")).route("/health", open()))
        .servlet("/products", answer("products"))
        .servlet("/health", answer("healthy"));
  }

  private static TestApp.Handler answer(String text) {
    return (request, response) -> response.getOutputStream().print(text);
  }

  private static void assertRefused(TestApp app, Response response, int status) {
    assertRefused(app, response, status, 0);
  }

  private static void assertRefused(TestApp app, Response response, int status, int callsBefore) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Cache-Control")).contains("no-store");
    assertThat(response.header("Content-Type").orElseThrow()).startsWith("application/json");
    assertThat(response.body()).startsWith("{\"error").endsWith("\"}");
    assertThat(app.calls()).isEqualTo(callsBefore);
  }

  private static Optional<String> route(TestApp app) {
    return app.refusals().get(app.refusals().size() - 1).route();
  }

  private static Explanation explanation(TestApp app) {
    return app.refusals().get(app.refusals().size() - 1).explanation();
  }
}
