package dev.tokenvalidator.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.LogLines;
import jakarta.servlet.FilterRegistration;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests to web applications. {@code /class} and {@code /method} require the scope {@code read};
 * {@code /plain} is not annotated.
 */
abstract class WarTest {

  /** The status of a request without a token to a servlet that is open. */
  static final int OPEN = 200;

  private final Container container;
  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  @TempDir Path directory;

  WarTest(Container container) {
    this.container = container;
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  TestIssuer issuer() {
    return issuer;
  }

  Webapp webapp() {
    return Webapp.in(directory.resolve("war"));
  }

  /** Adds the settings of the filter that annotated servlets install. */
  Webapp withSettings(Webapp webapp) {
    return webapp
        .contextParam("tokenValidator.logtoEndpoint", issuer.endpoint().toString())
        .contextParam("tokenValidator.audience", issuer.resource().indicator());
  }

  ClassLoader serverWithLibrary(Class<?>... servlets) throws IOException {
    return Webapp.server(directory.resolve("server"), true, servlets);
  }

  ClassLoader serverWithoutLibrary(Class<?>... servlets) throws IOException {
    return Webapp.server(directory.resolve("server"), false, servlets);
  }

  Deployed deploy(Webapp webapp, ClassLoader server) throws Exception {
    return Deployed.on(container, webapp, server);
  }

  /** The annotated servlets installed the filter. It refuses requests without a rule. */
  void assertIsProtectedByAnnotations(Webapp webapp, ClassLoader server) throws Exception {
    try (LogLines log = new LogLines();
        Deployed app = deploy(webapp, server)) {
      assertThat(app.get("/method", "")).isEqualTo(401);
      assertThat(app.get("/method", token("read"))).isEqualTo(200);
      assertThat(app.get("/method", token("write"))).isEqualTo(403);
      assertThat(app.get("/plain", "")).isEqualTo(401);
      assertThat(log.visibleByDefault()).anyMatch(line -> line.contains("one was installed"));
    }
  }

  /** Only the application's filter is installed. Its route opens {@code /plain}. */
  void assertIsProtectedByItsOwnFilter(Webapp webapp, ClassLoader server) throws Exception {
    try (LogLines log = new LogLines();
        Deployed app = deploy(webapp, server)) {
      assertThat(app.get("/class", "")).isEqualTo(401);
      assertThat(app.get("/class", token("read"))).isEqualTo(200);
      assertThat(app.get("/plain", "")).isEqualTo(OPEN);
      assertThat(app.context().getFilterRegistrations().values())
          .extracting(FilterRegistration::getClassName)
          .containsOnlyOnce(BearerTokenFilter.class.getName());
      assertThat(log.visibleByDefault())
          .filteredOn(line -> line.contains("what covers"))
          .hasSize(1);
      assertThat(log.visibleByDefault()).noneMatch(line -> line.contains("was installed"));
    }
  }

  /** Even the right token gets an error: the application, or its filter, did not start. */
  void assertIsNotServed(Webapp webapp, ClassLoader server, String path, String reason)
      throws Exception {
    try (Deployed app = deploy(webapp, server)) {
      assertThat(app.get(path, "")).isIn(404, 500, 503);
      assertThat(app.get(path, token("read"))).isIn(404, 500, 503);
      assertThat(app.failures())
          .anySatisfy(
              failure ->
                  // Compares the name, because the application has its own copy of the library.
                  assertThat(failure)
                      .hasStackTraceContaining(InvalidSettingException.class.getName())
                      .hasStackTraceContaining(reason));
    }
  }

  private String token(String scope) {
    return issuer.token().scope(scope).mint();
  }
}
