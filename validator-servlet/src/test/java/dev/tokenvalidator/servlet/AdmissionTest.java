package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.anyOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http.Response;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests the rules admit, and how the others are refused. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class AdmissionTest {

  private final Container container;

  AdmissionTest(Container container) {
    this.container = container;
  }

  @Test
  void admitsTokensWithTheScope(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response = app.get("/products", issuer.token().scope("read:products").mint());

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("products");
      assertThat(app.refusals()).isEmpty();
    }
  }

  @Test
  @Tag("S04")
  void refusesBadTokensAndReportsTheRoute(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response = app.get("/products", issuer.token().expired().mint());

      ShopApp.assertRefused(app, response, 401);
      assertThat(response.header("WWW-Authenticate").orElseThrow())
          .contains("error=\"invalid_token\"");
      assertThat(ShopApp.lastRoute(app)).contains("GET /products allOf(read:products)");
    }
  }

  @Test
  @Tag("S05")
  void namesTheMissingScope(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response = app.get("/products", issuer.token().scope("write:products").mint());

      ShopApp.assertRefused(app, response, 403);
      assertThat(response.header("WWW-Authenticate").orElseThrow())
          .contains("error=\"insufficient_scope\"")
          .contains("scope=\"read:products\"");
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.INSUFFICIENT_SCOPE);
      assertThat(ShopApp.lastExplanation(app).hint().orElseThrow())
          .startsWith("let the client request what is missing");
    }
  }

  @Test
  @Tag("S05")
  void comparesWholeScopeNames(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      ShopApp.assertRefused(app, app.get("/products", issuer.token().scope("read").mint()), 403);
      ShopApp.assertRefused(
          app, app.get("/products", issuer.token().scope("read:products2").mint()), 403);
    }
  }

  @Test
  void explainsThatTheClientRequestedNoScope(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      ShopApp.assertRefused(app, app.get("/products", issuer.token().without("scope").mint()), 403);

      assertThat(ShopApp.lastExplanation(app).hint()).isPresent();
    }
  }

  @Test
  void admitsAnyOneOfSeveralScopes(TestIssuer issuer) throws Exception {
    try (TestApp app =
        ShopApp.on(container, issuer)
            .filter(filter -> filter.route("/any", anyOf("a", "b")))
            .servlet("/any", ShopApp.answer("any"))
            .start()) {
      assertThat(app.get("/any", issuer.token().scope("b").mint()).status()).isEqualTo(200);

      Response response = app.get("/any", issuer.token().scope("c").mint());
      ShopApp.assertRefused(app, response, 403, 1);
      assertThat(response.header("WWW-Authenticate").orElseThrow()).contains("scope=\"a b\"");
    }
  }

  @Test
  void refusesPersonsOnMachineOnlyRoutes(TestIssuer issuer) throws Exception {
    try (TestApp app =
        ShopApp.on(container, issuer)
            .filter(filter -> filter.route("/jobs", authenticated().machineOnly()))
            .servlet("/jobs", ShopApp.answer("jobs"))
            .start()) {
      Response response = app.get("/jobs", issuer.token().subject("a-person").mint());

      ShopApp.assertRefused(app, response, 403);
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
            .servlet("/orgs/*", ShopApp.answer("org"))
            .start()) {
      String token = issuer.token().organizationId("acme").mint();

      assertThat(app.get("/orgs/acme/members", token).status()).isEqualTo(200);
      assertThat(app.get("/orgs/acme", token).status()).isEqualTo(200);
      Response response = app.get("/orgs/acme2/members", token);
      ShopApp.assertRefused(app, response, 403, 2);
      assertThat(response.header("WWW-Authenticate").orElseThrow()).doesNotContain(" scope=");
      ShopApp.assertRefused(app, app.get("/orgs/ACME/acme", token), 403, 2);
    }
  }

  @Test
  void refusesPathsWithoutARule(TestIssuer issuer) throws Exception {
    try (TestApp app =
        ShopApp.on(container, issuer).servlet("/forgotten", ShopApp.answer("secret")).start()) {
      ShopApp.assertRefused(app, app.send("GET", "/forgotten"), 401);
      ShopApp.assertRefused(app, app.get("/forgotten", issuer.token().mint()), 403);
      ShopApp.assertRefused(app, app.get("/forgotten", issuer.token().expired().mint()), 401);

      assertThat(ShopApp.lastRoute(app).orElseThrow()).contains(Explanation.quote("/forgotten"));
      ShopApp.assertRefused(
          app,
          app.send("POST", "/products", "Authorization: Bearer " + issuer.token().mint()),
          403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "FOO", "PROPFIND", "PATCH", "OPTIONS"})
  void appliesMethodRoutesToTheExactMethodOnly(String method, TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String header = "Authorization: Bearer " + issuer.token().mint();

      ShopApp.assertRefused(app, app.send(method, "/products", header), 403);
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
            .servlet("/*", ShopApp.answer("products"))
            .start()) {
      String reader = "Authorization: Bearer " + issuer.token().scope("read:products").mint();
      String other = "Authorization: Bearer " + issuer.token().scope("other").mint();
      String both =
          "Authorization: Bearer " + issuer.token().scope("other", "read:products").mint();

      for (String method : List.of("get", "Get", "gEt", "head")) {
        assertThat(app.send(method, "/products", other).status()).as(method).isEqualTo(403);
        assertThat(app.send(method, "/products", reader).status()).as(method).isEqualTo(403);
        // A route that is open for GET is not open for "get".
        assertThat(app.send(method, "/open").status()).as(method).isEqualTo(401);
        assertThat(app.calls()).isZero();
      }
      assertThat(app.send("get", "/products", both).status()).isEqualTo(200);
      assertThat(app.send("GET", "/products", reader).status()).isEqualTo(200);
      assertThat(app.send("POST", "/products", other).status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("S09")
  @Tag("S16")
  void ignoresHeadersThatClaimAMethodOrIdentity(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response =
          app.send(
              "GET",
              "/products",
              "X-HTTP-Method-Override: POST",
              "X-Forwarded-User: admin",
              "X-Original-URL: /health",
              "X-Rewrite-URL: /health");

      ShopApp.assertRefused(app, response, 401);
    }
  }

  @Test
  @Tag("S09")
  void neverReplacesTheMethodOfTheRequestLine(TestIssuer issuer) throws Exception {
    try (TestApp app =
        ShopApp.on(container, issuer)
            .servlet("/", (request, response) -> response.getWriter().print(request.getMethod()))
            .filter(filter -> filter.route("GET", "/orders", allOf("read:orders")))
            .start()) {
      String token = "Authorization: Bearer " + issuer.token().scope("read:orders").mint();

      for (String name :
          List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method")) {
        for (String method : List.of("POST", "DELETE", "PUT")) {
          ShopApp.assertRefused(
              app, app.send(method, "/orders?_method=GET", token, name + ": GET"), 403, 0);
        }
      }
      // A later filter may turn it into POST, which no rule covers.
      ShopApp.assertRefused(
          app, app.send("GET", "/orders?_method=POST", token, "X-HTTP-Method-Override: POST"), 403);
      assertThat(app.send("GET", "/orders?_method=GET", token, "_method: POST").body())
          .isEqualTo("GET");
    }
  }
}
