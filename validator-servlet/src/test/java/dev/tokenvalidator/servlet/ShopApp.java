package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http.Response;
import java.util.Optional;

/** An application with one protected and one open path, and what tests ask about it. */
final class ShopApp {

  private ShopApp() {}

  static TestApp.Builder on(Container container, TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter.route("GET", "/products", allOf("read:products")).route("/health", open()))
        .servlet("/products", answer("products"))
        .servlet("/health", answer("healthy"));
  }

  static TestApp.Handler answer(String text) {
    return (request, response) -> response.getOutputStream().print(text);
  }

  /** Asserts that no servlet was called, and that the response is a refusal. */
  static void assertRefused(TestApp app, Response response, int status) {
    assertRefused(app, response, status, 0);
  }

  /** Asserts that no servlet was called since, and that the response is a refusal. */
  static void assertRefused(TestApp app, Response response, int status, int callsBefore) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Cache-Control")).contains("no-store");
    assertThat(response.header("Content-Type").orElseThrow()).startsWith("application/json");
    assertThat(response.body()).startsWith("{\"error").endsWith("\"}");
    assertThat(app.calls()).isEqualTo(callsBefore);
  }

  /** The route that the last refusal names. */
  static Optional<String> lastRoute(TestApp app) {
    return app.refusals().get(app.refusals().size() - 1).route();
  }

  static Explanation lastExplanation(TestApp app) {
    return app.refusals().get(app.refusals().size() - 1).explanation();
  }
}
