package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an application may register the filter, and where the start fails. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class FilterRegistrationTest {

  private final Container container;

  FilterRegistrationTest(Container container) {
    this.container = container;
  }

  @Test
  @Tag("S14")
  void refusesASecondInstallation(TestIssuer issuer) throws Exception {
    AtomicReference<Throwable> second = new AtomicReference<>();

    try (TestApp app =
        ProductsApp.on(container)
            .startWith(
                context -> {
                  ProductsApp.filter(issuer).install(context);
                  try {
                    ProductsApp.filter(issuer).install(context);
                  } catch (IllegalStateException e) {
                    second.set(e);
                  }
                })) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
    }
    assertThat(second.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Tag("S14")
  void refusesToStartBesideAnotherBearerTokenFilter(TestIssuer issuer) {
    ProductsApp.assertDoesNotStart(
        container,
        IllegalStateException.class,
        context -> {
          ProductsApp.filter(issuer).install(context);
          TestApp.map(context.addFilter("second", ProductsApp.filter(issuer).build()), "/*");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/products", "/products/*", "*.do", "/"})
  @Tag("S14")
  void refusesToStartOnPartOfThePaths(String mapping, TestIssuer issuer) {
    ProductsApp.assertDoesNotStart(
        container,
        IllegalStateException.class,
        context ->
            TestApp.map(context.addFilter("partial", ProductsApp.filter(issuer).build()), mapping));
  }

  @Test
  void refusesToStartWithoutAMapping(TestIssuer issuer) {
    ProductsApp.assertDoesNotStart(
        container,
        IllegalStateException.class,
        context -> context.addFilter("unmapped", ProductsApp.filter(issuer).build()));
  }

  @Test
  void refusesToStartOnServletNames(TestIssuer issuer) {
    ProductsApp.assertDoesNotStart(
        container,
        IllegalStateException.class,
        context ->
            context
                .addFilter("named", ProductsApp.filter(issuer).build())
                .addMappingForServletNames(
                    EnumSet.of(DispatcherType.REQUEST), false, "servlet for /products"));
  }

  @Test
  void refusesToStartWithoutTheRequestDispatcherType(TestIssuer issuer) {
    ProductsApp.assertDoesNotStart(
        container,
        IllegalStateException.class,
        context ->
            context
                .addFilter("late", ProductsApp.filter(issuer).build())
                .addMappingForUrlPatterns(
                    EnumSet.of(DispatcherType.ASYNC, DispatcherType.ERROR), false, "/*"));
  }

  @Test
  void refusesToStartUnderAnUnregisteredName(TestIssuer issuer) {
    Filter filter = ProductsApp.filter(issuer).build();
    ProductsApp.assertDoesNotStart(
        container,
        IllegalStateException.class,
        context -> TestApp.map(context.addFilter("tokens", new Renamed(filter)), "/*"));
  }

  @Test
  void startsUnderAnyNameOnAllPaths(TestIssuer issuer) throws Exception {
    try (TestApp app =
        ProductsApp.on(container)
            .startWith(
                context ->
                    TestApp.map(
                        context.addFilter("tokens", ProductsApp.filter(issuer).build()), "/*"))) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
      assertThat(app.get("/products", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  /** Without WebSockets on the class path, the order of filters does not matter. */
  @Test
  void startsInAWrappedContextWithoutWebSockets(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .servlet("/products", (request, response) -> response.setStatus(200))
            .startWith(
                context -> {
                  FilterRegistration.Dynamic registration =
                      context.addFilter(
                          "tokens", InWrappedContext.passingOn(ProductsApp.filter(issuer).build()));
                  registration.setAsyncSupported(true);
                  registration.addMappingForUrlPatterns(null, false, "/*");
                })) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
    }
  }

  /** Starts another filter under a name of its own. */
  private record Renamed(Filter filter) implements Filter {

    @Override
    public void init(FilterConfig config) throws ServletException {
      filter.init(
          new DelegatingFilterConfig(config, config.getServletContext()) {
            @Override
            public String getFilterName() {
              return "nobody";
            }
          });
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      filter.doFilter(request, response, chain);
    }
  }
}
