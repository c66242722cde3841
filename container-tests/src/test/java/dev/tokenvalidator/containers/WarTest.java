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
 * What web applications are asked: {@code /class} and {@code /method} need the scope {@code read},
 * {@code /plain} is not annotated.
 */
abstract class WarTest {

  /** What somebody without a token gets from a servlet that is not protected. */
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

  /** Settings for the filter that annotations bring. */
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

  /** The filter came by itself, and refuses what nothing covers. */
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

  /** The application's filter decides, whose route opens {@code /plain}; nothing is done twice. */
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

  /** Neither to nobody nor to somebody: the application, or its filter, did not start. */
  void assertIsNotServed(Webapp webapp, ClassLoader server, String path, String reason)
      throws Exception {
    try (Deployed app = deploy(webapp, server)) {
      assertThat(app.get(path, "")).isIn(404, 500, 503);
      assertThat(app.get(path, token("read"))).isIn(404, 500, 503);
      assertThat(app.failures())
          .anySatisfy(
              failure ->
                  // By name: the application has a library of its own.
                  assertThat(failure)
                      .hasStackTraceContaining(InvalidSettingException.class.getName())
                      .hasStackTraceContaining(reason));
    }
  }

  private String token(String scope) {
    return issuer.token().scope(scope).mint();
  }
}
