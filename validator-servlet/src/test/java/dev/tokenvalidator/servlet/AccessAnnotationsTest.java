package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AnyOrganization;
import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.MachineOnly;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servlets with the annotations beside RequiresScope, in a container. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class AccessAnnotationsTest {

  private final Container container;

  AccessAnnotationsTest(Container container) {
    this.container = container;
  }

  @Test
  void opensAServletToEverybody(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container).issuer(issuer).servlet("/health", new Health()).start()) {
      assertThat(app.send("GET", "/health").body()).isEqualTo("fine");
      assertThat(app.send("POST", "/health").status()).isEqualTo(200);
      assertThat(app.send("GET", "/health", "Authorization: Bearer no.such.token").status())
          .isEqualTo(200);
      assertThat(app.send("TRACE", "/health").status()).isEqualTo(405);
      assertThat(app.filter().audit().toString()).contains("* /health open (@Open on ");
    }
  }

  @Test
  void opensNoPathThatARouteProtects(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/files/secret", allOf("admin")))
            .servlet("/files/*", new Health())
            .start()) {
      assertThat(app.send("GET", "/files/logo").status()).isEqualTo(200);
      assertThat(app.send("GET", "/files/secret").status()).isEqualTo(401);
      for (String alike : new String[] {"/files/SECRET", "/files/secret.", "/files/secret%20"}) {
        assertThat(app.send("GET", alike).status()).as(alike).isEqualTo(401);
        assertThat(get(app, issuer, alike)).as(alike).isEqualTo(403);
      }
    }
  }

  @Test
  void addsUpWithRoutesThatOpen(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/health", open()).route("/jobs", open()))
            .servlet("/health", new Health())
            .servlet("/jobs", new Jobs())
            .start()) {
      assertThat(app.send("GET", "/health").status()).isEqualTo(200);
      assertThat(app.send("GET", "/jobs").status()).isEqualTo(401);
    }
  }

  @Test
  void refusesToStartWhenAnAnnotationOpensNothing(TestIssuer issuer) {
    TestApp.Builder app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/*", authenticated()))
            .servlet("/health", new Health());

    assertDoesNotStart(app, "@Open: on " + Health.class.getName(), "\"* /* authenticated\"");
  }

  @Test
  void refusesToStartWhenAnAnnotationOpensNoMethod(TestIssuer issuer) throws Exception {
    TestApp.Builder app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("GET", "/*", authenticated()))
            .servlet("/catalog", new Catalog());
    assertDoesNotStart(app, "@Open: on " + Catalog.class.getName() + ".doGet");

    try (TestApp started =
        TestApp.on(container)
            .issuer(issuer)
            .filter(
                filter ->
                    filter.route("GET", "/catalog", open()).route("GET", "/*", authenticated()))
            .servlet("/catalog", new Catalog())
            .start()) {
      assertThat(started.send("GET", "/catalog").status()).isEqualTo(200);
    }
  }

  private static void assertDoesNotStart(TestApp.Builder app, String... texts) {
    assertThatThrownBy(() -> app.start().close())
        .satisfies(
            failure ->
                assertThat(TestApp.rootCause(failure))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContainingAll(texts));
  }

  @Test
  void requiresATokenOrAMachine(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .servlet("/jobs", new Jobs())
            .servlet("/me", new Me())
            .start()) {
      String person = issuer.token().subject("a person").mint();

      assertThat(app.get("/jobs", issuer.token().mint()).status()).isEqualTo(200);
      assertThat(app.get("/jobs", person).status()).isEqualTo(403);
      assertThat(app.get("/me", person).status()).isEqualTo(200);
      assertThat(app.send("GET", "/me").status()).isEqualTo(401);
    }
  }

  @Test
  void acceptsAnyOrganizationWithoutARoute(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, validator -> validator.organizations(OrganizationTokens.REQUIRED))
            .servlet("/tenants", new Tenants())
            .start()) {
      assertThat(app.get("/tenants", issuer.token().organizationId("org1").mint()).status())
          .isEqualTo(200);
      assertThat(app.get("/tenants", issuer.token().mint()).status()).isEqualTo(401);
    }
  }

  /** Without the setting, no token is checked for an organization. */
  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "IGNORED"})
  void refusesToStartWhenNoTokenIsCheckedForAnOrganization(
      OrganizationTokens organizations, TestIssuer issuer) {
    assertDoesNotStart(
        TestApp.on(container)
            .issuer(issuer, validator -> validator.organizations(organizations))
            .servlet("/tenants", new Tenants()),
        "@AnyOrganization: on " + Tenants.class.getName());
  }

  /** Only the opened method is open, however a request names another. */
  @Test
  void opensOneMethodOnly(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container).issuer(issuer).servlet("/catalog", new Catalog()).start()) {
      assertThat(app.send("GET", "/catalog").status()).isEqualTo(200);
      assertThat(app.send("HEAD", "/catalog").status()).isEqualTo(200);
      assertThat(app.send("POST", "/catalog").status()).isEqualTo(401);
      assertThat(app.send("DELETE", "/catalog").status()).isEqualTo(401);
      assertThat(app.send("GET", "/catalog", "X-HTTP-Method-Override: DELETE").status())
          .isEqualTo(401);
      assertThat(app.get("/catalog", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  /** A route that opens a path does not open one that differs by case only, annotation or not. */
  @Test
  void keepsThePathsOfProtectedRoutesClosedBesideAnAnnotation(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/products", allOf("admin")).route("/*", open()))
            .servlet("/*", new Jobs())
            .start()) {
      assertThat(app.get("/PRODUCTS", issuer.token().mint()).status()).isEqualTo(403);
      assertThat(get(app, issuer, "/products")).isEqualTo(200);
    }
  }

  @Test
  void listsOneRuleForTheWholeClass(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .servlet("/one", new SampleServlets.OnClass())
            .servlet("/several", new SampleServlets.OnBoth())
            .start()) {
      assertThat(app.filter().audit())
          .filteredOn(entry -> entry.mapping().equals("/one"))
          .singleElement()
          .satisfies(entry -> assertThat(entry.rules()).hasSize(1));
      assertThat(app.filter().audit())
          .filteredOn(entry -> entry.mapping().equals("/several"))
          .singleElement()
          .satisfies(
              entry ->
                  assertThat(entry.rules())
                      .extracting(AuditEntry.Rule::method)
                      .containsExactly("GET", "HEAD", "*"));
    }
  }

  /** An open servlet needs no caller, so an error page may be one. */
  @Test
  void showsAnOpenErrorPageToEverybody(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/fails", open()))
            .servlet("/fails", (request, response) -> response.sendError(409))
            .servlet("/sorry", new Health())
            .errorPage(409, "/sorry")
            .start()) {
      Http.Response response = app.send("GET", "/fails");

      assertThat(response.status()).isEqualTo(409);
      assertThat(response.body()).isEqualTo("fine");
    }
  }

  private static int get(TestApp app, TestIssuer issuer, String target) throws IOException {
    return app.get(target, issuer.token().scope("admin").mint()).status();
  }

  private static class Answering extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().print("fine");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {}
  }

  @Open
  private static final class Health extends Answering {
    private static final long serialVersionUID = 1L;
  }

  private static final class Catalog extends Answering {
    private static final long serialVersionUID = 1L;

    @Override
    @Open
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      super.doGet(request, response);
    }
  }

  @MachineOnly
  private static final class Jobs extends Answering {
    private static final long serialVersionUID = 1L;
  }

  @Authenticated
  private static final class Me extends Answering {
    private static final long serialVersionUID = 1L;
  }

  @AnyOrganization
  private static final class Tenants extends Answering {
    private static final long serialVersionUID = 1L;
  }
}
