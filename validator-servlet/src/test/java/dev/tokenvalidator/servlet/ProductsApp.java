package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.function.Consumer;

/** An application of one servlet that registers the filter itself. */
final class ProductsApp {

  private ProductsApp() {}

  static TestApp.Builder on(Container container) {
    return TestApp.on(container)
        .servlet("/products", (request, response) -> response.setStatus(200));
  }

  /** A filter with all its settings in code. */
  static BearerTokenFilterBuilder filter(TestIssuer issuer) {
    return BearerTokenFilter.builder()
        .environment(Map.of())
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(issuer.resource().indicator())
        .route("/products", authenticated());
  }

  /** Asserts that the application fails to start, and why. */
  static void assertDoesNotStart(
      Container container,
      Class<? extends Exception> because,
      Consumer<ServletContext> registrations) {
    assertThatThrownBy(() -> on(container).startWith(registrations).close())
        .satisfies(failure -> assertThat(TestApp.rootCause(failure)).isInstanceOf(because));
  }
}
