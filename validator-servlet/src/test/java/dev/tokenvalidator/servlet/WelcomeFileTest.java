package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.servlet.Access.allOf;
import static dev.tokenvalidator.servlet.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.catalina.servlets.DefaultServlet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat answers for a directory with a file of it, before any filter: both must be allowed. */
@Tag(EachContainer.TAG)
@ExtendWith(TestIssuerExtension.class)
class WelcomeFileTest {

  @TempDir Path documents;

  @Test
  void isShownWhereDirectoryAndFileAreCovered(TestIssuer issuer) throws Exception {
    try (TestApp app = site(issuer, filter -> filter.route("/docs/*", open()))) {
      assertThat(app.send("GET", "/docs/").body()).isEqualTo("welcome");
      assertThat(app.send("GET", "/docs/index.html").body()).isEqualTo("welcome");
      assertThat(app.send("GET", "/docs/./").status()).isEqualTo(400);
    }
  }

  @Test
  void needsWhatTheFileNeeds(TestIssuer issuer) throws Exception {
    try (TestApp app =
        site(
            issuer,
            filter -> filter.route("/docs/index.html", allOf("read")).route("/docs/*", open()))) {
      assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
      assertThat(app.get("/docs/", issuer.token().scope("other").mint()).status()).isEqualTo(403);
      assertThat(app.get("/docs/", issuer.token().scope("read").mint()).body())
          .isEqualTo("welcome");
    }
  }

  @Test
  void needsWhatTheDirectoryNeeds(TestIssuer issuer) throws Exception {
    try (TestApp app =
        site(issuer, filter -> filter.route("/docs/", allOf("read")).route("/docs/*", open()))) {
      assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
      assertThat(app.send("GET", "/docs/index.html").status()).isEqualTo(200);
    }
  }

  @Test
  void isRefusedWhereOnlyOneOfThemIsCovered(TestIssuer issuer) throws Exception {
    try (TestApp app = site(issuer, filter -> filter.route("/docs/", open()))) {
      assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
    }
    try (TestApp app = site(issuer, filter -> filter.route("/docs/index.html", open()))) {
      assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
    }
  }

  @Test
  void isShownByTheServletThatItIsMappedTo(TestIssuer issuer) throws Exception {
    for (String mapping : List.of("*.html", "/docs/index.html")) {
      Consumer<BearerTokenFilterBuilder> routes =
          filter -> filter.route("/docs/index.html", allOf("read")).route("/docs/*", open());
      try (TestApp app =
          builder(issuer, routes)
              .servlet(mapping, (request, response) -> response.getWriter().print("page"))
              .start()) {
        assertThat(app.send("GET", "/docs/").status()).isEqualTo(401);
        assertThat(app.get("/docs/", issuer.token().scope("read").mint()).body()).isEqualTo("page");
        assertThat(app.send("GET", "/docs/./").status()).isEqualTo(400);
      }
    }
  }

  private TestApp site(TestIssuer issuer, Consumer<BearerTokenFilterBuilder> routes)
      throws Exception {
    return builder(issuer, routes).start();
  }

  private TestApp.Builder builder(TestIssuer issuer, Consumer<BearerTokenFilterBuilder> routes)
      throws Exception {
    Files.createDirectories(documents.resolve("docs"));
    Files.writeString(documents.resolve("docs/index.html"), "welcome");
    return TestApp.on(Container.TOMCAT)
        .issuer(issuer)
        .documents(documents)
        .filter(routes)
        .servlet("/", new DefaultServlet());
  }
}
