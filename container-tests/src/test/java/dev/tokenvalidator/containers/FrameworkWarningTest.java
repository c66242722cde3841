package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.LogLines;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import dev.tokenvalidator.servlet.TestApp;
import jakarta.servlet.Servlet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Warns of the servlets of frameworks: the filter does not read annotations behind them. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class FrameworkWarningTest {

  private final Container container;

  FrameworkWarningTest(Container container) {
    this.container = container;
  }

  static Stream<Arguments> frameworks() {
    return Stream.of(
        Arguments.of(DispatcherServlet.class.getName(), new DispatcherServlet(noBeans())),
        Arguments.of(OwnDispatcher.class.getName(), new OwnDispatcher()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frameworks")
  void warnsOfFrameworkServletUnderRoutesWithoutScope(
      String name, Servlet servlet, TestIssuer issuer) throws Exception {
    List<String> warnings =
        warnings(
            issuer,
            servlet,
            filter ->
                filter
                    .route("/api/health", open())
                    .route("GET", "/api/products", allOf("read:products"))
                    .route("/api/*", authenticated().machineOnly()));

    assertThat(warnings)
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .contains(
                        "framework",
                        name,
                        "@RequiresScope",
                        "\"* /api/health open\"",
                        "\"* /api/* authenticated machineOnly\"")
                    .doesNotContain("read:products"));
  }

  @Test
  void isSilentIfRoutesRequireScopes(TestIssuer issuer) throws Exception {
    assertThat(
            warnings(
                issuer,
                new DispatcherServlet(noBeans()),
                filter ->
                    filter
                        .route("/api/*", allOf("read:products"))
                        .route("/other/*", authenticated())))
        .noneMatch(warning -> warning.contains("@RequiresScope"));
  }

  @Test
  void isSilentIfAModuleReadsTheAnnotations(TestIssuer issuer) throws Exception {
    assertThat(
            warnings(issuer, new ServletContainer(), filter -> filter.route("/*", authenticated())))
        .noneMatch(warning -> warning.contains("@RequiresScope"));
  }

  /** The warnings of the start. No request follows, so the servlets do not start. */
  private List<String> warnings(
      TestIssuer issuer, Servlet servlet, Consumer<BearerTokenFilterBuilder> routes)
      throws Exception {
    try (LogLines log = new LogLines();
        TestApp app =
            TestApp.on(container)
                .issuer(issuer)
                .filter(routes)
                .before(
                    context -> {
                      context.addServlet("framework", servlet).addMapping("/api/*");
                      context
                          .addServlet(
                              "other",
                              new TestApp.HandlerServlet(
                                  (request, response) -> {}, new AtomicInteger()))
                          .addMapping("/other/*");
                    })
                .start()) {
      assertThat(app.filter().audit()).isNotEmpty();
      return log.visibleByDefault();
    }
  }

  private static WebApplicationContext noBeans() {
    return new AnnotationConfigWebApplicationContext();
  }

  private static final class OwnDispatcher extends DispatcherServlet {

    private static final long serialVersionUID = 1L;

    OwnDispatcher() {
      super(noBeans());
    }
  }
}
