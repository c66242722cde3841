package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static dev.tokenvalidator.servlet.TestApp.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Paths that a router behind the filter may take for the path of another route. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class AmbiguousPathsTest {

  /** Paths that some router reads as {@code /admin}. */
  private static final List<String> READ_AS_ADMIN =
      List.of(
          "/ADMIN",
          "/Admin",
          "/%41dmin",
          "/admin/",
          "/ADMIN/",
          "/admin.json",
          "/admin%2ejson",
          "/ADMIN.JSON",
          "/admin.json/",
          "/admin.en.json",
          "/admin.json.en",
          "/admin.a.b.c.d.e.f.g",
          "/admin" + ".x".repeat(2000),
          "/admin/.json",
          "/admin/.en.json/");

  /** Paths that a file system, or a second parser, shortens to {@code /admin}. */
  private static final List<String> SHORTENED_TO_ADMIN =
      List.of(
          "/admin.",
          "/admin..",
          "/admin%2e",
          "/admin./",
          "/ADMIN.",
          "/admin%20",
          "/admin%20%20",
          "/admin.%20.",
          "/admin%20/",
          "/admin%3f",
          "/admin%3Fx",
          "/admin%3fx.json",
          "/admin%23",
          "/admin%23x",
          "/admin%23x/y",
          "/admin/%3fx",
          "/admin.%3fx",
          "/admin/%20",
          "/admin/...",
          "/%20admin",
          "/Admin%20");

  private static final List<String> ALL =
      Stream.of(READ_AS_ADMIN, SHORTENED_TO_ADMIN).flatMap(List::stream).toList();

  private final Container container;

  AmbiguousPathsTest(Container container) {
    this.container = container;
  }

  @Test
  void requiresBothScopesIfAWildcardRouteMatches(TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(
        issuer, filter -> filter.route("/admin", allOf("admin")).route("/*", allOf("read")), ALL);
  }

  @Test
  void requiresTheScopesOfBothWildcardRoutes(TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(
        issuer,
        filter -> filter.route("/admin/*", allOf("admin")).route("/*", allOf("read")),
        List.of("/ADMIN/x", "/Admin", "/admin.json", "/admin./x", "/admin%20/x", "/admin%3f/x"));
  }

  @Test
  void requiresBothScopesIfAVariableRouteMatches(TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(
        issuer,
        filter ->
            filter
                .route("/admin", allOf("admin"))
                .route("/{page}", allOf("read"))
                .route("/{page}/", allOf("read")),
        ALL.stream().filter(it -> it.replaceAll("/$", "").lastIndexOf('/') == 0).toList());
  }

  @Test
  void requiresBothScopesIfTheRouteNamesAMethod(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(
            issuer,
            filter -> filter.route("GET", "/admin", allOf("admin")).route("/*", allOf("read")))) {
      assertRequiresBothScopes(issuer, app, ALL);
      assertThat(app.send("POST", "/admin.json", bearer(issuer, "read")).status()).isEqualTo(200);
    }
  }

  @Test
  void requiresBothScopesIfRoutesDifferByCase(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(
            issuer,
            filter ->
                filter
                    .route("/Admin", allOf("read"))
                    .route("/admin", allOf("admin"))
                    .route("/*", allOf("read")))) {
      assertRequiresBothScopes(issuer, app, List.of("/ADMIN", "/admin.json", "/Admin.json"));
      assertThat(app.send("GET", "/Admin", bearer(issuer, "read")).status()).isEqualTo(200);
      assertThat(app.send("GET", "/admin", bearer(issuer, "admin")).status()).isEqualTo(200);
    }
  }

  @Test
  void requiresBothScopesForAnAnnotatedServletThatRoutes(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/admin", allOf("admin")))
            .servlet("/*", new Router())
            .servlet("/admin.txt", new Router())
            .start()) {
      assertRequiresBothScopes(issuer, app, ALL);
      // This path has its own servlet, so no router can confuse it.
      assertThat(app.send("GET", "/admin.txt", bearer(issuer, "read")).status()).isEqualTo(200);
      assertThat(app.send("GET", "/other.json", bearer(issuer, "read")).status()).isEqualTo(200);
    }
  }

  @Test
  void explainsTheRefusal(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(
            issuer,
            filter ->
                filter
                    .route("GET", "/users/admin", allOf("admin"))
                    .route("/users/{id}", allOf("read")))) {
      String read = bearer(issuer, "read");
      assertThat(app.send("GET", "/users/admin.smith").status()).isEqualTo(401);
      assertThat(app.send("GET", "/users/admin.smith", read).status()).isEqualTo(403);
      assertThat(app.send("GET", "/users/admin.smith", bearer(issuer)).status()).isEqualTo(403);
      assertThat(app.refusals())
          .hasSize(3)
          .allMatch(
              refusal ->
                  refusal.explanation().hint().orElseThrow().contains("suffixes")
                      && refusal.explanation().hint().orElseThrow().contains("literally")
                      && refusal.route().orElseThrow().contains("GET /users/admin allOf(admin)"));
      assertThat(app.send("GET", "/users/anna.smith", read).status()).isEqualTo(200);
      assertThat(app.send("GET", "/users/administrator", read).status()).isEqualTo(200);
      assertThat(app.send("GET", "/users/smith.admin", read).status()).isEqualTo(200);
    }
  }

  @Test
  void requiresOneScopeIfARouteNamesThePath(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(
            issuer,
            filter ->
                filter
                    .route("/admin", allOf("admin"))
                    .route("/admin.json", allOf("read"))
                    .route("/admin.", allOf("read"))
                    .route("/admin.css", open())
                    .route("/ADMIN", allOf("read"))
                    .route("/admin/", allOf("read"))
                    .route("/files/{name}/logo.png", open())
                    .route("/files/*", allOf("admin"))
                    .route("/*", allOf("admin")))) {
      for (String target : List.of("/admin.json", "/admin.", "/ADMIN", "/admin/")) {
        assertStatus(app, "GET", target, 200, bearer(issuer, "read"));
      }
      assertThat(app.send("GET", "/admin.css").status()).isEqualTo(200);
      // The application opened this file name on purpose.
      assertThat(app.send("GET", "/files/a/logo.png").status()).isEqualTo(200);
      assertThat(app.send("GET", "/files/a/logo").status()).isEqualTo(401);
    }
  }

  @Test
  void requiresTheScopeOfTheOtherRouteOnAnOpenRoute(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer, filter -> filter.route("/admin", allOf("admin")).route("/*", open()))) {
      for (String target : READ_AS_ADMIN) {
        if (target.equalsIgnoreCase("/admin") || target.equals("/%41dmin")) {
          continue; // refused with any token, as shortened paths are
        }
        assertStatus(app, "GET", target, 401);
        assertStatus(app, "HEAD", target, 401);
        assertStatus(app, "GET", target, 403, bearer(issuer, "read"));
        assertStatus(app, "GET", target, 200, bearer(issuer, "admin"));
      }
    }
  }

  @Test
  void refusesShortenedPathsOnAnOpenRoute(TestIssuer issuer) throws Exception {
    for (Consumer<BearerTokenFilterBuilder> routes :
        List.<Consumer<BearerTokenFilterBuilder>>of(
            filter -> filter.route("/admin", allOf("admin")).route("/*", open()),
            filter -> filter.route("/admin/*", allOf("admin")).route("/*", open()))) {
      try (TestApp app = app(issuer, routes)) {
        for (String target : SHORTENED_TO_ADMIN) {
          if (target.startsWith("/admin/")
              && app.send("GET", target, bearer(issuer, "admin")).status() == 200) {
            continue; // the protected route itself covers it
          }
          int calls = app.calls();
          assertStatus(app, "GET", target, 401);
          assertStatus(app, "GET", target, 403, bearer(issuer, "admin"));
          assertThat(app.calls()).as(target).isEqualTo(calls);
          assertThat(app.refusals().get(app.refusals().size() - 1).explanation().hint())
              .hasValueSatisfying(
                  hint -> assertThat(hint).contains("an open route or servlet does not serve"));
        }
      }
    }
  }

  @Test
  void servesOrdinaryFileNames(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(
            issuer,
            filter ->
                filter
                    .route("/admin/*", allOf("admin"))
                    .route("/users/{id}", allOf("read"))
                    .route("GET", "/reports", allOf("read"))
                    .route("/", open())
                    .route("/*", open()))) {
      for (String target :
          List.of(
              "/",
              "/logo.png",
              "/app.min.js",
              "/administrator.css",
              "/css/admin.css",
              "/.well-known/openid-configuration",
              "/v1.2/x",
              "/x.",
              "/x%20y",
              "/docs/",
              "/a%3fb")) {
        assertStatus(app, "GET", target, 200);
      }
      for (String target : List.of("/users/a.b", "/users/a.b.c.d.e.f", "/users/A", "/users/x.")) {
        assertStatus(app, "GET", target, 200, bearer(issuer, "read"));
      }
      for (String target : List.of("/admin/x.json", "/admin/X", "/admin/x.", "/admin/x%3f")) {
        assertStatus(app, "GET", target, 200, bearer(issuer, "admin"));
      }
    }
  }

  @Test
  void checksTheOrganizationOfBothRoutes(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, settings -> settings.organizations(OrganizationTokens.REQUIRED))
            .filter(
                filter ->
                    filter
                        .route("/orgs/{org}/admin", allOf("admin").organization("org"))
                        .route("/orgs/{id}/*", allOf("read").organization("id"))
                        .route("/*", allOf("read").anyOrganization()))
            .servlet("/", AmbiguousPathsTest::answer)
            .start()) {
      String both =
          "Authorization: Bearer "
              + issuer.token().organizationId("a").scope("read", "admin").mint();
      String read =
          "Authorization: Bearer " + issuer.token().organizationId("a").scope("read").mint();
      for (String target : List.of("/orgs/a/admin.json", "/orgs/a/Admin", "/ORGS/a/admin")) {
        assertStatus(app, "GET", target, 200, both);
        assertStatus(app, "GET", target, 403, read);
        assertStatus(app, "GET", target.replace("/a/", "/b/"), 403, both);
      }
    }
  }

  private void assertRequiresBothScopes(
      TestIssuer issuer, Consumer<BearerTokenFilterBuilder> routes, List<String> targets)
      throws Exception {
    try (TestApp app = app(issuer, routes)) {
      assertRequiresBothScopes(issuer, app, targets);
    }
  }

  private static void assertRequiresBothScopes(TestIssuer issuer, TestApp app, List<String> targets)
      throws IOException {
    for (String target : targets) {
      int calls = app.calls();
      assertStatus(app, "GET", target, 401);
      assertStatus(app, "GET", target, 403, bearer(issuer, "read"));
      assertStatus(app, "HEAD", target, 403, bearer(issuer, "read"));
      assertStatus(app, "GET", target, 403, bearer(issuer, "admin"));
      assertThat(app.calls()).as(target).isEqualTo(calls);
      assertStatus(app, "GET", target, 200, bearer(issuer, "read", "admin"));
    }
  }

  private static void assertStatus(
      TestApp app, String method, String target, int status, String... headers) throws IOException {
    assertThat(app.send(method, target, headers).status()).as(target).isEqualTo(status);
  }

  private TestApp app(TestIssuer issuer, Consumer<BearerTokenFilterBuilder> routes)
      throws Exception {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(routes)
        .servlet("/", AmbiguousPathsTest::answer)
        .start();
  }

  private static void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(request.getServletPath());
  }

  @RequiresScope("read")
  static final class Router extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("routed");
    }
  }
}
