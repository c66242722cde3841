package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A container serves a welcome file for a directory. Tomcat and Undertow choose the file before any
 * filter runs, Jetty forwards to it after all of them; so the rules of both paths apply.
 */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class WelcomeFileTest {

  private final Container container;

  @TempDir Path documents;

  WelcomeFileTest(Container container) {
    this.container = container;
  }

  @Test
  void servesTheFileIfDirectoryAndFileAreCovered(TestIssuer issuer) throws Exception {
    try (TestApp app = site(issuer, filter -> filter.route("/docs/*", open()))) {
      assertThat(app.send("GET", "/docs/").body()).isEqualTo("welcome");
      assertThat(app.send("GET", "/docs/index.html").body()).isEqualTo("welcome");
      assertThat(app.send("GET", "/docs/./").status()).isEqualTo(400);
    }
  }

  @Test
  void requiresTheScopeOfTheFile(TestIssuer issuer) throws Exception {
    for (String directory : List.of("/docs/*", "/docs/", "/*", "/{any}/")) {
      try (TestApp app =
          site(
              issuer,
              filter -> filter.route("/docs/index.html", allOf("read")).route(directory, open()))) {
        assertNeedsRead(issuer, app, "/docs/", "welcome");
      }
    }
  }

  @Test
  void requiresTheScopeOfTheFileOfTheRoot(TestIssuer issuer) throws Exception {
    Files.writeString(documents.resolve("index.html"), "home");
    for (String root : List.of("/", "/*")) {
      try (TestApp app =
          site(issuer, filter -> filter.route("/index.html", allOf("read")).route(root, open()))) {
        assertNeedsRead(issuer, app, "/", "home");
      }
    }
  }

  @Test
  void requiresTheScopeOfTheFileWhenMappedByHand(TestIssuer issuer) throws Exception {
    AtomicReference<BearerTokenFilterBuilder> settings = new AtomicReference<>();
    TestApp.Builder builder =
        builder(
            issuer,
            filter ->
                settings.set(
                    filter.route("/docs/index.html", allOf("read")).route("/docs/*", open())));
    try (TestApp app =
        builder.startWith(
            context -> mapByHand(Objects.requireNonNull(settings.get()).build(), context))) {
      assertNeedsRead(issuer, app, "/docs/", "welcome");
    }
  }

  @Test
  void requiresTheScopeOfAVariableRouteWhenMappedByHand(TestIssuer issuer) throws Exception {
    Files.createDirectories(documents.resolve("docs"));
    Files.writeString(documents.resolve("docs/start.page"), "start");
    for (String name : List.of("index.html", "start.page")) {
      AtomicReference<BearerTokenFilterBuilder> settings = new AtomicReference<>();
      TestApp.Builder builder =
          builder(
                  issuer,
                  filter ->
                      settings.set(
                          filter.route("/docs/{page}", allOf("read")).route("/docs/*", open())))
              .welcomeFiles(name);
      try (TestApp app =
          builder.startWith(
              context -> mapByHand(Objects.requireNonNull(settings.get()).build(), context))) {
        assertNeedsRead(issuer, app, "/docs/", name.equals("index.html") ? "welcome" : "start");
      }
    }
  }

  @Test
  void refusesAnUncoveredFileWhenMappedByHand(TestIssuer issuer) throws Exception {
    AtomicReference<BearerTokenFilterBuilder> settings = new AtomicReference<>();
    TestApp.Builder builder =
        builder(issuer, filter -> settings.set(filter.route("/docs/", open())));
    try (TestApp app =
        builder.startWith(
            context -> mapByHand(Objects.requireNonNull(settings.get()).build(), context))) {
      assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
    }
  }

  @Test
  void requiresTheScopeOfAFileOfAnyName(TestIssuer issuer) throws Exception {
    try (TestApp app =
        builder(
                issuer,
                filter -> filter.route("/docs/start.page", allOf("read")).route("/docs/*", open()))
            .welcomeFiles("start.page")
            .start()) {
      Files.writeString(documents.resolve("docs/start.page"), "start");
      assertNeedsRead(issuer, app, "/docs/", "start");
    }
  }

  @Test
  void requiresTheScopeOfTheDirectory(TestIssuer issuer) throws Exception {
    try (TestApp app =
        site(issuer, filter -> filter.route("/docs/", allOf("read")).route("/docs/*", open()))) {
      assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
      assertThat(app.send("GET", "/docs/index.html").status()).isEqualTo(200);
    }
  }

  @Test
  void refusesIfOnlyDirectoryOrFileIsCovered(TestIssuer issuer) throws Exception {
    try (TestApp app = site(issuer, filter -> filter.route("/docs/", open()))) {
      assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
    }
    try (TestApp app = site(issuer, filter -> filter.route("/docs/index.html", open()))) {
      assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
    }
  }

  @Test
  void requiresTheScopeOfAFileThatAServletAnswers(TestIssuer issuer) throws Exception {
    for (String mapping : List.of("*.html", "/docs/index.html")) {
      try (TestApp app =
          builder(
                  issuer,
                  filter ->
                      filter.route("/docs/index.html", allOf("read")).route("/docs/*", open()))
              .servlet(mapping, (request, response) -> response.getWriter().print("page"))
              .start()) {
        assertNeedsRead(issuer, app, "/docs/", "page");
        assertThat(app.send("GET", "/docs/./").status()).isEqualTo(400);
      }
    }
  }

  @Test
  void ignoresFilesOfADirectoryThatAServletAnswers(TestIssuer issuer) throws Exception {
    Files.writeString(documents.resolve("index.html"), "welcome");
    try (TestApp app =
        builder(issuer, filter -> filter.route("/index.html", allOf("read")).route("/", open()))
            .servlet("", (request, response) -> response.getWriter().print("home"))
            .start()) {
      assertThat(app.send("GET", "/").body()).isEqualTo("home");
    }
  }

  private static void assertNeedsRead(TestIssuer issuer, TestApp app, String target, String body)
      throws IOException {
    assertThat(app.send("GET", target).status()).isEqualTo(401);
    assertThat(app.get(target, issuer.token().scope("other").mint()).status()).isEqualTo(403);
    assertThat(app.get(target, issuer.token().scope("read").mint()).body()).isEqualTo(body);
  }

  private static void mapByHand(BearerTokenFilter filter, ServletContext context) {
    TestApp.map(context.addFilter("by hand", filter), "/*");
  }

  private TestApp site(TestIssuer issuer, Consumer<BearerTokenFilterBuilder> routes)
      throws Exception {
    return builder(issuer, routes).start();
  }

  private TestApp.Builder builder(TestIssuer issuer, Consumer<BearerTokenFilterBuilder> routes)
      throws Exception {
    Files.createDirectories(documents.resolve("docs"));
    Files.writeString(documents.resolve("docs/index.html"), "welcome");
    return TestApp.on(container)
        .issuer(issuer)
        .documents(documents)
        .welcomeFiles("index.html")
        .filter(routes)
        .servlet("/", defaultServlet());
  }

  private Servlet defaultServlet() {
    return switch (container) {
      case TOMCAT -> new org.apache.catalina.servlets.DefaultServlet();
      case JETTY -> new org.eclipse.jetty.ee10.servlet.DefaultServlet();
      case UNDERTOW -> new io.undertow.servlet.handlers.DefaultServlet();
    };
  }
}
