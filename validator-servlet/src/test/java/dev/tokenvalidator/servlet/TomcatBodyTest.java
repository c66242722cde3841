package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Tomcat settings that docs/where.md recommends against bodies that never arrive. */
@Tag(OnEachContainer.TAG)
@ExtendWith(QuickIssuer.class)
class TomcatBodyTest {

  private static final int CLIENTS = 12;
  private static final int WORKERS = 4;

  @TempDir Path directory;

  private final Tomcat tomcat = new Tomcat();

  private void start(TestIssuer issuer, String setting, String value) throws Exception {
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxThreads", "" + WORKERS);
    tomcat.getConnector().setProperty(setting, value);
    Context context = tomcat.addContext("", directory.toString());
    context.addServletContainerInitializer(
        (types, started) -> {
          started.addServlet("products", new HttpServlet() {}).addMapping("/products");
          BearerTokenFilter.builder()
              .logtoEndpoint(issuer.endpoint().toString())
              .audience(issuer.resource().indicator())
              .route("/products", authenticated())
              .install(started);
        },
        null);
    tomcat.start();
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  @Test
  void freesWorkersWhenBodiesStall(TestIssuer issuer) throws Exception {
    start(issuer, "maxSwallowSize", "0");
    List<Http> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        Http client = new Http(tomcat.getConnector().getLocalPort());
        clients.add(client);
        // Returns only when the server hangs up, which it does not do while it waits for the body.
        assertThat(client.exchange("POST", "/products", List.of("Content-Length: 100000"), "{"))
            .startsWith("HTTP/1.1 401");
      }
    } finally {
      for (Http client : clients) {
        client.close();
      }
    }
  }

  /** Tomcat still waits for the first bytes, up to its connectionTimeout. */
  @Test
  void freesTheWorkerWhenTheBodyNeverBegins(TestIssuer issuer) throws Exception {
    start(issuer, "connectionTimeout", "500");
    try (Http client = new Http(tomcat.getConnector().getLocalPort())) {
      assertThat(client.exchange("POST", "/products", List.of("Content-Length: 100000")))
          .startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void refusesWithoutRequestingTheBody(TestIssuer issuer) throws Exception {
    start(issuer, "continueResponseTiming", "onRead");
    try (Http connection = new Http(tomcat.getConnector().getLocalPort())) {
      Http.Response response =
          connection.send(
              "POST", "/products", List.of("Content-Length: 10", "Expect: 100-continue"));

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("Connection")).contains("close");
    }
  }
}
