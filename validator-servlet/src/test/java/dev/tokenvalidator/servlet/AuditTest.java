package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table of servlet mappings and their rules that the filter makes at the start. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class AuditTest {

  private final Container container;

  AuditTest(Container container) {
    this.container = container;
  }

  @Test
  void listsTheRulesOfEachMappingWithTheirSource(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      List<AuditEntry> audit = app.filter().audit();

      assertThat(entry(audit, "/products/*").rules())
          .containsExactly(
              new AuditEntry.Rule("GET", "/products", "allOf(read:products)", "code, route 1"),
              new AuditEntry.Rule("*", "/products/*", "allOf(admin)", "code, route 2"));
      assertThat(entry(audit, "/forgotten").rules()).isEmpty();
      String orders = AnnotationsTest.Orders.class.getName();
      assertThat(entry(audit, "/orders").servletClass()).isEqualTo(orders);
      assertThat(entry(audit, "/orders").rules())
          .hasSize(3)
          .contains(
              new AuditEntry.Rule(
                  "GET", "/orders", "allOf(read:orders)", "@RequiresScope on " + orders + ".doGet"))
          .allMatch(rule -> rule.pattern().equals("/orders"));
    }
  }

  @Test
  void logsTheTable(TestIssuer issuer) throws Exception {
    List<String> lines;
    try (LogLines log = new LogLines();
        TestApp app = shop(issuer).start()) {
      assertThat(app.filter().audit()).isNotEmpty();
      lines = log.visibleByDefault();
    }

    List<String> table = lines.stream().flatMap(String::lines).map(String::strip).toList();
    assertThat(table)
        .anyMatch(line -> line.matches("mapping +servlet +method +needs +from"))
        .anyMatch(
            line ->
                line.matches(
                    "/products/\\* +servlet for /products/\\* +GET +"
                        + "allOf\\(read:products\\) on /products +code, route 1"))
        .anyMatch(
            line ->
                line.matches(
                    "/products/\\* +servlet for /products/\\* +\\* +allOf\\(admin\\) +code, route 2"))
        .anyMatch(line -> line.matches("/forgotten +.* +\\* +refused, nothing covers it"))
        .anyMatch(line -> line.matches("/orders +.* +GET +.* +@RequiresScope on .*Orders\\.doGet"));
  }

  @Test
  void namesTheSettingThatDefinesTheRoutes(TestIssuer issuer) throws Exception {
    Map<String, String> environment =
        Map.of(
            "TOKEN_VALIDATOR_LOGTO_ENDPOINT", issuer.endpoint().toString(),
            "TOKEN_VALIDATOR_AUDIENCE", issuer.resource().indicator(),
            "TOKEN_VALIDATOR_ROUTES", "\n# all\n\nGET /a open\n* /a authenticated\n");
    BearerTokenFilter filter = BearerTokenFilter.builder().environment(environment).build();
    try (TestApp app =
        TestApp.on(container).servlet("/a", (request, response) -> {}).startWith(filter::install)) {
      assertThat(app.send("GET", "/a").status()).isEqualTo(200);
      assertThat(entry(filter.audit(), "/a").rules())
          .extracting(AuditEntry.Rule::source)
          .containsExactly("TOKEN_VALIDATOR_ROUTES, route 1", "TOKEN_VALIDATOR_ROUTES, route 2");
    }
  }

  @Test
  @Tag("S14")
  void startsWithRequireCoverageOnlyIfEveryMappingIsCovered(TestIssuer issuer) throws Exception {
    assertStartNames("requireCoverage", shop(issuer).filter(filter -> filter.requireCoverage()));
    assertStartNames(
        "requireCoverage",
        shop(issuer)
            .filter(
                filter -> filter.environment(Map.of("TOKEN_VALIDATOR_REQUIRE_COVERAGE", "true"))));

    try (TestApp app =
        shop(issuer)
            .filter(filter -> filter.requireCoverage().route("/*", authenticated()))
            .start()) {
      assertThat(app.get("/forgotten", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesRoutesThatNoServletAnswers(TestIssuer issuer) throws Exception {
    assertStartNames("routes", shop(issuer).filter(filter -> filter.route("/product", open())));
  }

  @Test
  void startsWithRequireCoverageAndAnnotationsAlone(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(BearerTokenFilterBuilder::requireCoverage)
            .servlet("/orders", new AnnotationsTest.Orders())
            .start()) {
      assertThat(app.send("GET", "/orders").status()).isEqualTo(401);
      assertThat(app.send("GET", "/elsewhere").status()).isEqualTo(statusWithoutServlet(401));
    }
  }

  @Test
  void acceptsRoutesThatAFilterAnswers(TestIssuer issuer) throws Exception {
    Filter content = (request, response, chain) -> ((HttpServletResponse) response).setStatus(202);
    try (TestApp app =
        shop(issuer)
            .filter(filter -> filter.route("/pages/*", open()))
            .before(
                context ->
                    context
                        .addFilter("content", content)
                        .addMappingForUrlPatterns(
                            EnumSet.of(DispatcherType.REQUEST), true, "/pages/*"))
            .start()) {
      assertThat(app.send("GET", "/pages/1").status()).isEqualTo(statusWithoutServlet(202));
    }
  }

  @Test
  void warnsOfRoutesThatOnlyAWebSocketCanAnswer(TestIssuer issuer) throws Exception {
    try (LogLines log = new LogLines();
        TestApp app =
            shop(issuer)
                .filter(filter -> filter.route("/ws/*", authenticated()))
                .before(
                    context ->
                        context.setAttribute(
                            "jakarta.websocket.server.ServerContainer", new Object()))
                .start()) {
      assertThat(app.send("GET", "/ws/1").status()).isEqualTo(statusWithoutServlet(401));
      assertThat(log.visibleByDefault())
          .anyMatch(
              line ->
                  line.contains("route \"* /ws/* authenticated\"")
                      && line.contains("unless it is for a WebSocket endpoint"));
    }
  }

  @Test
  void warnsOfRoutesThatAnUnknownFilterMayAnswer(TestIssuer issuer) throws Exception {
    TestApp.Builder builder =
        shop(issuer)
            .filter(filter -> filter.route("/health", open()))
            .before(
                context ->
                    context
                        .addFilter("health", new HealthFilter())
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*"));
    if (container == Container.TOMCAT) {
      // Without a servlet for the path, Tomcat calls no filter.
      assertStartNames("routes", builder);
      return;
    }
    try (LogLines log = new LogLines();
        TestApp app = builder.start()) {
      assertThat(app.send("GET", "/health").status()).isEqualTo(204);
      assertThat(log.visibleByDefault())
          .anyMatch(line -> line.contains("unless it is for a filter"));
    }
  }

  @Test
  void warnsOfRoutesForFilesThatDoNotExist(TestIssuer issuer) throws Exception {
    TestApp.Builder builder = shop(issuer).filter(filter -> filter.route("/favicon.ico", open()));
    if (container == Container.TOMCAT) {
      assertStartNames("routes", builder);
      return;
    }
    try (LogLines log = new LogLines();
        TestApp app = builder.start()) {
      assertThat(app.send("GET", "/favicon.ico").status()).isEqualTo(404);
      assertThat(log.visibleByDefault())
          .anyMatch(line -> line.contains("unless it is for a file to come"));
    }
  }

  @Test
  void refusesAnnotatedFilters(TestIssuer issuer) throws Exception {
    assertStartNames(
        "annotations of " + AnnotatedFilter.class.getName(),
        shop(issuer)
            .before(
                context ->
                    context
                        .addFilter("annotated", new AnnotatedFilter())
                        .addMappingForUrlPatterns(
                            EnumSet.of(DispatcherType.REQUEST), true, "/orders/*")));
    try (TestApp app = shop(issuer).start()) {
      assertThat(app.filter().audit()).isNotEmpty();
    }
  }

  /** Embedded Tomcat answers 404 before any filter if no servlet is mapped. */
  private int statusWithoutServlet(int status) {
    return container == Container.TOMCAT ? 404 : status;
  }

  private TestApp.Builder shop(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("GET", "/products", allOf("read:products"))
                    .route("/products/*", allOf("admin")))
        .servlet("/products/*", (request, response) -> {})
        .servlet("/forgotten", (request, response) -> {})
        .servlet("/orders", new AnnotationsTest.Orders());
  }

  private static void assertStartNames(String setting, TestApp.Builder app) {
    assertThatThrownBy(() -> app.start().close())
        .satisfies(
            failure ->
                assertThat(TestApp.rootCause(failure))
                    .isInstanceOfSatisfying(
                        InvalidSettingException.class,
                        refusal -> assertThat(refusal.setting()).isEqualTo(setting)));
  }

  private static AuditEntry entry(List<AuditEntry> audit, String mapping) {
    return audit.stream()
        .filter(entry -> entry.mapping().equals(mapping))
        .findFirst()
        .orElseThrow();
  }

  /** Answers one path and passes all others on. */
  private static final class HealthFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if (request.getRequestURI().equals("/health")) {
        response.setStatus(204);
      } else {
        chain.doFilter(request, response);
      }
    }
  }

  private static final class AnnotatedFilter implements Filter {

    @Override
    @RequiresScope("orders")
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(request, response);
    }
  }
}
