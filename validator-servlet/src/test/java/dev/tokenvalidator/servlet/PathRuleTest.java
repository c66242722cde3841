package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accepts every canonical path, and refuses every other spelling of it. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
@Tag("search")
class PathRuleTest {

  private final Container container;

  PathRuleTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @CsvSource({
    "/pub/a, /pub/a",
    "/pub/a/, /pub/a/",
    "/pub, /pub",
    "/pub/%61dmin, /pub/admin",
    "/p%75b/a, /pub/a",
    "/pub/a%20b, /pub/a b",
    "/pub/a+b, /pub/a+b",
    "/pub/caf%C3%A9, /pub/caf\u00e9",
    "/pub/a%23b, /pub/a#b",
    "/pub/.a/b..c, /pub/.a/b..c",
    "/pub/a?x=/../b;c, /pub/a",
    "http://localhost/pub/a, /pub/a",
  })
  void acceptsEveryCanonicalPath(String target, String path, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      Http.Response response = app.send("GET", target);

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(path);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pub/../admin/x",
        "/pub/./../admin/x",
        "/pub/..;/admin/x",
        "/pub/%2e%2e/admin/x",
        "/pub/.%2e/admin/x",
        "/pub/%2e/a",
        "/pub/;/../admin/x",
        "/pub/x;/../../admin/x",
        "/pub;/../admin/x",
        "/admin/../pub/a",
        "/admin/..;/pub/a",
        "/admin/%2e%2e/pub/a",
        "//pub/a",
        "//admin/x",
        "/;a/pub/a",
        "/pub//a",
        "/./pub/a",
        "/pub/./a",
        "/pub/a;jsessionid=1",
        "/pub;x=y/a",
        "/pub/a%3bx",
        "/pub%2fa",
        "/pub/x%2f..%2f..%2fadmin",
        "/pub%5ca",
        "/pub/a\\b",
        "/pub/a%7f",
        "/pub/a%25",
        "/pub/%E9",
        "/pub%EF%BC%8Fadmin",
        "/pub/%EF%BC%8E%EF%BC%8E/admin/x",
        "/pub/x%EF%BC%BC..%EF%BC%BCadmin",
        "/pub/a%EF%BC%9Bb",
        "/pub/%EF%BC%852e",
        "/pub/%zz",
        "/pub/%",
        "/pub/..",
        "/..",
      })
  @Tag("S07")
  void refusesEveryOtherPath(String target, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      Http.Response response = app.get(target, issuer.token().scope("admin").mint());

      assertThat(response.status()).isEqualTo(400);
      assertThat(app.calls()).isZero();
    }
  }

  /** Double encoding, overlong UTF-8, full-width slash, {@code %u}, NUL and newline. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%2561dmin/x",
        "/pub/%252fa",
        "/pub/%252e%252e/admin/x",
        "/pub/%25252e%25252e/admin/x",
        "/pub/%c0%af",
        "/pub/%c0%ae%c0%ae/admin/x",
        "/pub/%e0%80%afadmin/x",
        "/pub/%f0%80%80%afadmin/x",
        "/pub%EF%BC%8Fa",
        "/pub/..%EF%BC%8Fadmin/x",
        "/pub/\u00EF\u00BC\u008Fa",
        "/pub/%u0061",
        "/pub%u002fa",
        "/pub/%u002e%u002e/admin/x",
        "/pub/a%00",
        "/admin/x%00.html",
        "/pub/a%0a",
        "/pub/a%0d%0ab",
      })
  @Tag("S07")
  void refusesEncodingsThatOtherDecodersAccept(String target, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      Http.Response response = app.get(target, issuer.token().scope("admin").mint());

      assertThat(response.status()).isEqualTo(400);
      assertThat(app.calls()).isZero();
    }
  }

  /** Longer than the filter allows, though the containers of the tests allow it. */
  @Test
  @Tag("S07")
  void refusesPathsOf60KiB(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      assertThat(app.send("GET", "/pub/" + "a".repeat(60 * 1024)).status()).isEqualTo(400);
      assertThat(app.send("GET", "/pub/" + "a/".repeat(30 * 1024)).status()).isEqualTo(400);
      assertThat(app.calls()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "DEFAULT", mode = EnumSource.Mode.EXCLUDE)
  void refusesOtherPathsFromRelaxedContainersToo(UriStrictness strictness, TestIssuer issuer)
      throws Exception {
    try (TestApp app = app(issuer).uriStrictness(strictness).start()) {
      for (String target :
          new String[] {
            "/pub/%2e%2e/admin/x",
            "/pub//a",
            "/pub/..;/a",
            "/pub/..%2fadmin/x",
            "/pub/a%5cb",
            "/pub/a%25",
            "/pub/a%00"
          }) {
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(400);
      }
      assertThat(app.calls()).isZero();
      assertThat(app.send("GET", "/pub/a").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource(UriStrictness.class)
  void acceptsEncodedSlashOnlyWhenTheContainerReplacesItEverywhere(
      UriStrictness strictness, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).uriStrictness(strictness).start()) {
      // Undertow then writes the decoded slash into the request URI.
      boolean decodedEverywhere =
          container == Container.UNDERTOW && strictness == UriStrictness.DECODING;

      assertThat(app.send("GET", "/pub/a%2fb").status()).isEqualTo(decodedEverywhere ? 200 : 400);
      assertThat(app.send("GET", "/admin%2fx").status()).isEqualTo(decodedEverywhere ? 401 : 400);
      assertThat(app.calls()).isEqualTo(decodedEverywhere ? 1 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ADMIN/x", "/Pub/a", "/pubx", "/pub.x/a", "/admi", "/adminx/y"})
  void matchesRoutesByWholeSegmentsAndCase(String target, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      assertThat(app.send("GET", target).status()).isEqualTo(401);
      assertThat(app.get(target, issuer.token().scope("admin").mint()).status()).isEqualTo(403);
      assertThat(app.calls()).isZero();
    }
  }

  @Test
  void refusesPathsThatDifferFromAProtectedRouteByCase(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(
                filter ->
                    filter
                        .route("GET", "/files/{name}/secret", allOf("admin"))
                        .route("/files/admin/*", allOf("admin"))
                        .route("/files/*", open()))
            .servlet("/files/*", PathRuleTest::printPath)
            .start()) {
      String token = issuer.token().scope("admin").mint();
      for (String target :
          new String[] {
            "/files/a/SECRET",
            "/files/a/%53ecret",
            "/files/a/%C5%BFecret",
            "/files/Admin",
            "/files/ADMIN/x"
          }) {
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(401);
        assertThat(app.send("HEAD", target).status()).as(target).isEqualTo(401);
        assertThat(app.get(target, token).status()).as(target).isEqualTo(403);
      }
      assertThat(app.calls()).isZero();
      assertThat(app.refusals())
          .hasSize(15)
          .allMatch(refusal -> refusal.explanation().hint().orElseThrow().contains("by case"));
      assertThat(app.send("POST", "/files/a/SECRET").status()).isEqualTo(200);
      assertThat(app.send("GET", "/files/a/Secrets").status()).isEqualTo(200);
      assertThat(app.get("/files/A/secret", token).status()).isEqualTo(200);
    }
  }

  @Test
  void requiresTheScopeOfAProtectedPathWithOrWithoutTrailingSlash(TestIssuer issuer)
      throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(
                filter ->
                    filter
                        .route("/files/secret", allOf("admin"))
                        .route("GET", "/files/{name}/secret/", allOf("admin"))
                        .route("/files/own/", open())
                        .route("/files/own", allOf("admin"))
                        .route("/files/health", open())
                        .route("/files/read/*", allOf("read"))
                        .route("/files/*", open()))
            .servlet("/files/*", PathRuleTest::printPath)
            .start()) {
      String read = issuer.token().scope("read").mint();
      String admin = issuer.token().scope("admin").mint();
      for (String target : new String[] {"/files/secret/", "/files/secre%74/", "/files/a/secret"}) {
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(401);
        assertThat(app.send("HEAD", target).status()).as(target).isEqualTo(401);
        assertThat(app.get(target, read).status()).as(target).isEqualTo(403);
        assertThat(app.get(target, admin).status()).as(target).isEqualTo(200);
      }
      String needsBoth = "/files/read/secret";
      assertThat(app.get(needsBoth, read).status()).isEqualTo(403);
      assertThat(app.get(needsBoth, admin).status()).isEqualTo(403);
      assertThat(app.get(needsBoth, issuer.token().scope("read", "admin").mint()).status())
          .isEqualTo(200);

      // A route for exactly this path decides alone.
      assertThat(app.send("GET", "/files/own/").status()).isEqualTo(200);
      assertThat(app.send("GET", "/files/own").status()).isEqualTo(401);
      for (String target : new String[] {"/files/health/", "/files/secret/x", "/files/a/"}) {
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(200);
      }
      assertThat(app.send("POST", "/files/a/secret").status()).isEqualTo(200);
    }
  }

  @Test
  void acceptsOnlyNamedPathParameters(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer).filter(filter -> filter.pathParameters("jsessionid", "v")).start()) {
      for (String target :
          new String[] {
            "/pub/a;jsessionid=1f.node0", "/pub;v=1/a", "/pub/a;v=1;jsessionid=2", "/p%75b/a;v=1"
          }) {
        assertThat(app.send("GET", target).body()).as(target).isEqualTo("/pub/a");
      }
      assertThat(app.send("GET", "/admin;v=1/x").status()).isEqualTo(401);
      int calls = app.calls();
      for (String target :
          new String[] {
            "/pub/a;x=1",
            "/pub/a;",
            "/pub/..;v=1/admin/x",
            "/pub/;v=1/../admin/x",
            "/pub/x;v=1/../../admin/x",
            "/;v=1/pub/a",
            "/pub/a;v=%2e%2e",
            "/pub/a;v=1%2fb",
            "/pub/a%3bv=1",
          }) {
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(400);
      }
      assertThat(app.calls()).isEqualTo(calls);
    }
  }

  @Test
  void matchesRoutesBelowTheContextPath(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).contextPath("/shop").start()) {
      assertThat(app.send("GET", "/shop/pub/a").status()).isEqualTo(200);
      assertThat(app.send("GET", "/shop/admin/x").status()).isEqualTo(401);
      assertThat(app.send("GET", "/sh%6Fp/pub/a").status()).isIn(200, 400);
      assertThat(app.send("GET", "/shop/../shop/pub/a").status()).isEqualTo(400);
      assertThat(app.send("GET", "/shop/../pub/a").status()).isIn(400, 404);
    }
  }

  @Test
  void matchesTheRootOfTheContext(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .contextPath("/shop")
            .filter(filter -> filter.route("/", open()))
            .servlet("", (request, response) -> response.getOutputStream().print("home"))
            .start()) {
      assertThat(app.send("GET", "/shop/").body()).isEqualTo("home");
      // Undertow answers 404 to the context path without a slash.
      assertThat(app.send("GET", "/shop").status())
          .isIn(container == Container.UNDERTOW ? List.of(404) : List.of(200, 301, 302));
    }
  }

  @Test
  void matchesExtensionAndDefaultMappings(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/x.do", open()).route("/*", allOf("admin")))
            .servlet("*.do", PathRuleTest::printPath)
            .servlet("/", PathRuleTest::printPath)
            .start()) {
      assertThat(app.send("GET", "/x.do").body()).isEqualTo("/x.do");
      assertThat(app.send("GET", "/x%2edo").body()).isEqualTo("/x.do");
      assertThat(app.send("GET", "/y.do").status()).isEqualTo(401);
      assertThat(app.send("GET", "/y").status()).isEqualTo(401);
      assertThat(app.get("/y", issuer.token().scope("admin").mint()).body()).isEqualTo("/y");
    }
  }

  private TestApp.Builder app(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(filter -> filter.route("/pub/*", open()).route("/admin/*", allOf("admin")))
        .servlet("/pub/*", PathRuleTest::printPath)
        .servlet("/admin/*", PathRuleTest::printPath)
        // Without a servlet for them, Tomcat answers 404 before any filter.
        .servlet("/", PathRuleTest::printPath);
  }

  private static void printPath(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setCharacterEncoding("UTF-8");
    String pathInfo = request.getPathInfo();
    response.getWriter().print(request.getServletPath() + (pathInfo == null ? "" : pathInfo));
  }
}
