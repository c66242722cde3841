package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.LogLines;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import dev.tokenvalidator.servlet.TestApp;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.catalina.filters.CorsFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.CommonsRequestLoggingFilter;

/** Preflights, which a setting admits without a token, and the filters behind ours. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class PreflightFiltersTest {

  private final Container container;
  private final LogLines log = new LogLines();

  PreflightFiltersTest(Container container) {
    this.container = container;
  }

  @BeforeEach
  void forgetCalls() {
    ContentFilter.CALLS.set(0);
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @ParameterizedTest
  @EnumSource
  void withholdsPreflightsFromContentFilters(ContentFilter content, TestIssuer issuer)
      throws Exception {
    try (TestApp app = start(issuer, context -> map(content.add(context), "/*"))) {
      assertThat(preflight(app, "/secret")).isEqualTo(401);
      assertThat(ContentFilter.CALLS).hasValue(0);
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("preflights to /* need a token in spite of allowPreflight", "content");
  }

  static Stream<Filter> passesPreflightsToKnownCorsFilters() {
    CorsConfiguration everybody = new CorsConfiguration();
    everybody.addAllowedOrigin("*");
    UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
    source.registerCorsConfiguration("/**", everybody);
    return Stream.of(new CorsFilter(), new org.springframework.web.filter.CorsFilter(source));
  }

  @ParameterizedTest
  @MethodSource
  void passesPreflightsToKnownCorsFilters(Filter cors, TestIssuer issuer) throws Exception {
    try (TestApp app =
        start(
            issuer,
            context -> {
              map(context.addFilter("encoding", new CharacterEncodingFilter("UTF-8")), "/*");
              map(context.addFilter("log", new CommonsRequestLoggingFilter()), "/*");
              FilterRegistration.Dynamic registration = context.addFilter("cors", cors);
              registration.setInitParameter("cors.allowed.origins", "*");
              map(registration, "/*");
            })) {
      assertThat(preflight(app, "/secret")).isEqualTo(200);
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void withholdsPreflightsFromPathsOfUnknownFilters(TestIssuer issuer) throws Exception {
    try (TestApp app =
        start(
            issuer,
            context ->
                map(
                    context.addFilter(
                        "own",
                        new HttpFilter() {
                          private static final long serialVersionUID = 1L;

                          @Override
                          protected void doFilter(
                              HttpServletRequest request,
                              HttpServletResponse response,
                              FilterChain chain) {
                            ContentFilter.CALLS.incrementAndGet();
                          }
                        }),
                    "/secret"))) {
      assertThat(preflight(app, "/secret")).isEqualTo(401);
      assertThat(ContentFilter.CALLS).hasValue(0);
      assertThat(preflight(app, "/other")).isEqualTo(200);
    }
    assertThat(warnings()).singleElement().asString().contains("preflights to /secret need");
  }

  private TestApp start(TestIssuer issuer, Consumer<ServletContext> others) throws Exception {
    return TestApp.on(container)
        .servlet("/secret", new Plain())
        .servlet("/other", new Plain())
        .startWith(
            context -> {
              BearerTokenFilter.builder()
                  .environment(false)
                  .logtoEndpoint(issuer.endpoint().toString())
                  .audience(issuer.resource().indicator())
                  .route("/*", allOf("read"))
                  .allowPreflight()
                  .install(context);
              others.accept(context);
            });
  }

  private static void map(FilterRegistration.Dynamic registration, String pattern) {
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, pattern);
  }

  private static int preflight(TestApp app, String path) throws IOException {
    return app.send(
            "OPTIONS", path, "Origin: https://page.example", "Access-Control-Request-Method: GET")
        .status();
  }

  private List<String> warnings() {
    return log.visibleByDefault().stream().filter(line -> line.startsWith("preflights")).toList();
  }

  /** Answers GET only. */
  private static final class Plain extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
  }
}
