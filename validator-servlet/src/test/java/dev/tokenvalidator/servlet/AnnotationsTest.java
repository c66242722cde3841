package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.guard.ProvokesInternalError;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Annotated servlets in a container; AnnotatedServletTest tests how annotations are read. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class AnnotationsTest {

  private final Container container;

  AnnotationsTest(Container container) {
    this.container = container;
  }

  @Test
  void protectsAnnotatedServletsWithoutAnyRoute(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container).issuer(issuer).servlet("/orders/*", new Orders()).start()) {
      assertThat(app.send("GET", "/orders/7").status()).isEqualTo(401);
      assertThat(get(app, issuer, "/orders/7", "read:orders")).isEqualTo(200);
      assertThat(get(app, issuer, "/orders", "read:orders")).isEqualTo(200);
      assertThat(get(app, issuer, "/orders/7", "write:orders")).isEqualTo(403);
    }
  }

  @Test
  void namesTheScopesOfTheAnnotation(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container).issuer(issuer).servlet("/orders/*", new Orders()).start()) {
      String header = "Authorization: Bearer " + issuer.token().scope("read:orders").mint();

      assertThat(app.send("POST", "/orders", header).header("WWW-Authenticate").orElseThrow())
          .contains("scope=\"write:orders admin\"");
    }
  }

  @Test
  void requiresTheScopesOfGetForHead(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container).issuer(issuer).servlet("/orders/*", new Orders()).start()) {
      String reader = "Authorization: Bearer " + issuer.token().scope("read:orders").mint();
      String writer = "Authorization: Bearer " + issuer.token().scope("write:orders").mint();

      assertThat(app.send("HEAD", "/orders", reader).status()).isEqualTo(200);
      assertThat(app.send("HEAD", "/orders", writer).status()).isEqualTo(403);
    }
  }

  /** An earlier filter may pass on a request without the name of its servlet. */
  @Test
  void appliesAnnotationsWhenTheRequestNamesNoServlet(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/orders/*", authenticated()))
            .servlet("/orders/*", new Orders())
            .before(
                context ->
                    context
                        .addFilter(
                            "hides the servlet",
                            (request, response, chain) ->
                                chain.doFilter(
                                    new WithoutServletName((HttpServletRequest) request), response))
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"))
            .start()) {
      assertThat(get(app, issuer, "/orders/7", "read:other")).isEqualTo(403);
    }
  }

  private static final class WithoutServletName extends HttpServletRequestWrapper {

    WithoutServletName(HttpServletRequest request) {
      super(request);
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
      HttpServletMapping known = super.getHttpServletMapping();
      return new HttpServletMapping() {
        @Override
        public String getMatchValue() {
          return known.getMatchValue();
        }

        @Override
        public String getPattern() {
          return known.getPattern();
        }

        @Override
        public String getServletName() {
          return "";
        }

        @Override
        public MappingMatch getMappingMatch() {
          return known.getMappingMatch();
        }
      };
    }
  }

  @Test
  @Tag("S15")
  void refusesMethodsWithoutAnnotation(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container).issuer(issuer).servlet("/orders/*", new Orders()).start()) {
      String header =
          "Authorization: Bearer "
              + issuer.token().scope("read:orders", "write:orders", "admin").mint();

      assertThat(app.send("DELETE", "/orders", header).status()).isEqualTo(403);
      assertThat(app.send("OPTIONS", "/orders", header).status()).isEqualTo(403);
      assertThat(app.send("OPTIONS", "/orders").status()).isEqualTo(401);
    }
  }

  @Test
  void leavesOtherMethodsToTheRoute(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("DELETE", "/orders/*", allOf("admin")))
            .servlet("/orders/*", new Orders())
            .start()) {
      String header = "Authorization: Bearer " + issuer.token().scope("admin").mint();

      assertThat(app.send("DELETE", "/orders", header).status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("S15")
  void requiresTheScopesOfAnnotationAndRoute(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(
                filter -> filter.route("/orders/open", open()).route("/orders/*", allOf("orders")))
            .servlet("/orders/*", new Orders())
            .start()) {
      assertThat(get(app, issuer, "/orders", "read:orders")).isEqualTo(403);
      assertThat(get(app, issuer, "/orders", "orders")).isEqualTo(403);
      assertThat(get(app, issuer, "/orders", "orders", "read:orders")).isEqualTo(200);
      assertThat(
              app.get("/orders", issuer.token().without("scope").mint())
                  .header("WWW-Authenticate")
                  .orElseThrow())
          .contains("scope=\"orders read:orders\"");
      assertThat(app.send("GET", "/orders/open").status()).isEqualTo(401);
      assertThat(get(app, issuer, "/orders/open", "read:orders")).isEqualTo(200);
    }
  }

  @Test
  void refusesOrganizationTokensThatTheOpenRouteDoesNotMention(TestIssuer issuer) throws Exception {
    for (OrganizationTokens setting :
        List.of(OrganizationTokens.REQUIRED, OrganizationTokens.REFUSED)) {
      try (TestApp app =
          TestApp.on(container)
              .issuer(issuer, settings -> settings.organizations(setting))
              .filter(filter -> filter.route("/orders/*", open()))
              .servlet("/orders/*", new Orders())
              .start()) {
        String other = issuer.token().scope("read:orders").organizationId("other").mint();

        boolean required = setting == OrganizationTokens.REQUIRED;
        assertThat(app.get("/orders/a", other).status()).isEqualTo(required ? 403 : 401);
        assertThat(app.send("GET", "/orders/a").status()).isEqualTo(401);
        // This method has no annotation, so only the route applies.
        assertThat(app.send("DELETE", "/orders/a").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void refusesServletsWithoutAnnotation(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .servlet("/orders/*", new Orders())
            .servlet("/plain", (request, response) -> response.setStatus(200))
            .start()) {
      assertThat(get(app, issuer, "/plain", "read:orders")).isEqualTo(403);
      assertThat(get(app, issuer, "/nothing", "read:orders")).isIn(403, 404);
    }
  }

  @Test
  @Tag("S11")
  @Tag("S12")
  void refusesAnnotatedErrorPagesWithoutACaller(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(
                filter ->
                    filter.route("/fails", open()).route("/fails-inside", Access.authenticated()))
            .servlet("/fails", (request, response) -> response.sendError(409))
            .servlet("/fails-inside", (request, response) -> response.sendError(409))
            .servlet("/orders/*", new Orders())
            .errorPage(409, "/orders/secret")
            .start()) {
      Http.Response nobody = app.send("GET", "/fails");
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(nobody.body()).doesNotContain("orders");

      Http.Response caller = app.get("/fails-inside", issuer.token().mint());
      assertThat(caller.status()).isEqualTo(409);
      assertThat(caller.body()).isEqualTo("orders");
    }
  }

  @Test
  void readsAnnotationsOfServletsAddedAfterTheStart(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container).issuer(issuer).servlet("/orders/*", new Orders()).start()) {
      app.add("/late", new Orders());

      assertThat(app.send("GET", "/late").status()).isEqualTo(401);
      assertThat(get(app, issuer, "/late", "write:orders")).isEqualTo(403);
      assertThat(get(app, issuer, "/late", "read:orders")).isEqualTo(200);
    }
  }

  @Test
  @ProvokesInternalError
  void answers503ForALateServletWithAMalformedAnnotation(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/late", Access.authenticated()))
            .start()) {
      app.add("/late", new SampleServlets.Malformed());

      assertThat(get(app, issuer, "/late", "read:orders")).isEqualTo(503);
    }
  }

  @Test
  void keepsTheScopeOfAnOverriddenMethod(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container).issuer(issuer).servlet("/shop/*", new ShopOverride()).start()) {
      String reader = "Authorization: Bearer " + issuer.token().scope("read").mint();
      String writer = "Authorization: Bearer " + issuer.token().scope("read", "write").mint();

      assertThat(app.send("POST", "/shop", reader).status()).isEqualTo(403);
      assertThat(app.send("POST", "/shop", writer).status()).isEqualTo(200);
      assertThat(app.send("GET", "/shop", reader).status()).isEqualTo(200);
    }
  }

  private static int get(TestApp app, TestIssuer issuer, String target, String... scopes)
      throws IOException {
    return app.get(target, issuer.token().scope(scopes).mint()).status();
  }

  /** Annotated for GET and POST, but not for DELETE. */
  static class Orders extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    @RequiresScope("read:orders")
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().print("orders");
    }

    @Override
    @RequiresScope({"write:orders", "admin"})
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) {}
  }

  @RequiresScope("read")
  static class Shop extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}

    @Override
    @RequiresScope("write")
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
  }

  static class ShopOverride extends Shop {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
  }
}
