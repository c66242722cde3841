package dev.tokenvalidator.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import org.junit.jupiter.api.Test;

/** What docs/routes.md shows. */
class RoutesPageTest {

  @Test
  void bringsTheFilterWithItsContextParams() throws Exception {
    try (TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start()) {
      String contextParams =
          Readme.blocks(Readme.file("docs/routes.md"), "xml")
              .get(0)
              .replace("https://your.logto.endpoint", issuer.endpoint().toString());

      try (Server server = Server.startWebXml(contextParams, new ProductServlet())) {
        String reader = issuer.token().scope("read:products").mint();
        assertThat(server.status("GET", "/products", "")).isEqualTo(401);
        assertThat(server.status("GET", "/products", reader)).isEqualTo(200);
        assertThat(server.status("POST", "/products", reader)).isEqualTo(403);
        assertThat(server.status("GET", "/health", "")).isEqualTo(401);
      }
    }
  }
}
