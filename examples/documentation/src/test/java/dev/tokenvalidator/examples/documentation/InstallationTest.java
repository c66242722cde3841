package dev.tokenvalidator.examples.documentation;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code of docs/routes.md that shows where a {@code ServletContext} comes from. */
class InstallationTest {

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  @AfterEach
  void close() {
    issuer.close();
  }

  private BearerTokenFilterBuilder filter() {
    return BearerTokenFilter.builder()
        .logtoEndpoint(issuer.endpoint().toString())
        .audience("https://shopping.api")
        .route("GET", "/products", allOf("read:products"));
  }

  @Test
  void installsTheFilterOnTomcat(@TempDir Path directory) throws Exception {
    BearerTokenFilterBuilder filter = filter();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer((types, starting) -> filter.install(starting), null);
    Tomcat.addServlet(context, "products", new OpenServlet()).addMapping("/products");
    tomcat.start();

    try {
      assertProtected(tomcat.getConnector().getLocalPort());
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  @Test
  void installsTheFilterOnJetty() throws Exception {
    BearerTokenFilterBuilder filter = filter();
    ServletContextHandler handler = new ServletContextHandler("/");
    handler.addServletContainerInitializer((types, starting) -> filter.install(starting));
    handler.addServlet(new OpenServlet(), "/products");
    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    jetty.addConnector(connector);
    jetty.setHandler(handler);
    jetty.start();

    try {
      assertProtected(connector.getLocalPort());
    } finally {
      jetty.stop();
    }
  }

  private void assertProtected(int port) throws Exception {
    assertThat(status(port, "")).isEqualTo(401);
    assertThat(status(port, issuer.token().mint())).isEqualTo(200);
    assertThat(status(port, issuer.token().without("scope").mint())).isEqualTo(403);
  }

  private static int status(int port, String token) throws Exception {
    return EmbeddedServer.send(port, "GET", "/products", token).statusCode();
  }

  /** The listener has the reader's endpoint, so no token is validated here. */
  @Test
  void installsTheFilterInAListener() throws Exception {
    try (EmbeddedServer server =
        EmbeddedServer.startWebXml(
            "<listener><listener-class>%s</listener-class></listener>"
                .formatted(Protection.class.getName()),
            new OpenServlet())) {
      assertThat(server.status("GET", "/products", "")).isEqualTo(401);
    }
  }
}
