package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.filters.CorsFilter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers send a preflight without a token before some requests (Fetch standard). */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class PreflightTest {

  private static final String ORIGIN = "Origin: https://page.example";
  private static final String METHOD = "Access-Control-Request-Method: GET";

  private final Container container;
  private final AtomicInteger optionsRun = new AtomicInteger();

  PreflightTest(Container container) {
    this.container = container;
  }

  @Test
  @Tag("S10")
  void requiresATokenForPreflightsByDefault(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      assertThat(app.send("OPTIONS", "/plain", ORIGIN, METHOD).status()).isEqualTo(401);
      assertThat(optionsRun).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/plain", "/plain/below", "/annotated"})
  @Tag("S10")
  void passesPreflightsOnWhenConfigured(String path, TestIssuer issuer) throws Exception {
    Map<String, String> environment = Map.of("TOKEN_VALIDATOR_ALLOW_PREFLIGHT", "true");
    try (TestApp app = app(issuer).filter(filter -> filter.environment(environment)).start()) {
      Http.Response response = app.send("OPTIONS", path, ORIGIN, METHOD);

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Access-Control-Allow-Origin")).contains("*");
      assertThat(app.send("GET", path, ORIGIN, METHOD).status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ORIGIN,
        METHOD,
        ORIGIN + "\n" + ORIGIN + "\n" + METHOD,
        ORIGIN + "\n" + METHOD + "\n" + METHOD,
        ORIGIN + "\nAccess-Control-Request-Method: ",
        ORIGIN + "\nAccess-Control-Request-Method: GET, POST",
        "Origin: \n" + METHOD,
        // No rule covers this method.
        ORIGIN + "\nAccess-Control-Request-Method: DELETE",
      })
  @Tag("S10")
  void requiresATokenForIncompletePreflights(String headers, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).filter(filter -> filter.allowPreflight()).start()) {
      assertThat(app.send("OPTIONS", "/plain", headers.split("\n")).status()).isEqualTo(401);
    }
  }

  @Test
  void requiresATokenForPreflightsThatNameAnotherMethod(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).filter(filter -> filter.allowPreflight()).start()) {
      for (String header :
          new String[] {
            "X-HTTP-Method-Override: GET", "X-HTTP-Method: OPTIONS", "X-Method-Override: GET"
          }) {
        assertThat(app.send("OPTIONS", "/plain", ORIGIN, METHOD, header).status()).isEqualTo(401);
      }
      assertThat(app.send("OPTIONS", "/plain?_method=GET", ORIGIN, METHOD).status()).isEqualTo(401);
      assertThat(app.send("OPTIONS", "/plain?_method=", ORIGIN, METHOD).status()).isEqualTo(400);
    }
  }

  @Test
  @Tag("S10")
  void checksTheTokenOfPreflightsThatCarryOne(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).filter(filter -> filter.allowPreflight()).start()) {
      assertThat(
              app.send("OPTIONS", "/plain", ORIGIN, METHOD, "Authorization: Bearer rubbish")
                  .status())
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/own", "/service", "/named", "/nowhere"})
  @Tag("S10")
  void neverRunsAProtectedServletForAPreflight(String path, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).filter(filter -> filter.allowPreflight()).start()) {
      assertThat(app.send("OPTIONS", path, ORIGIN, METHOD).status()).isEqualTo(401);
      assertThat(optionsRun).hasValue(0);
      assertThat(app.calls()).isZero();
    }
  }

  private TestApp.Builder app(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("OPTIONS", "/named", allOf("options"))
                    .route("GET", "/named", allOf("read"))
                    .route("GET", "/plain/*", allOf("read"))
                    .route("/own", allOf("read"))
                    .route("/service", allOf("read")))
        .before(PreflightTest::addFilterBehind)
        .servlet("/plain/*", new Plain())
        .servlet("/named", new Plain())
        .servlet("/annotated", new Annotated())
        .servlet("/own", new WithOptions())
        .servlet("/service", (request, response) -> optionsRun.incrementAndGet())
        .servlet("/nowhere", new Plain());
  }

  private static void addFilterBehind(ServletContext context) {
    FilterRegistration.Dynamic registration = context.addFilter("cors", new CorsFilter());
    registration.setInitParameter("cors.allowed.origins", "*");
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }

  static class Plain extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }

  @RequiresScope("read")
  static final class Annotated extends Plain {

    private static final long serialVersionUID = 1L;
  }

  final class WithOptions extends Plain {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
      optionsRun.incrementAndGet();
    }
  }
}
