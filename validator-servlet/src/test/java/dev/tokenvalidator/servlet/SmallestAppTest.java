package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An application of eight lines that uses no test helper. */
@Tag(OnEachContainer.TAG)
@ExtendWith(QuickIssuer.class)
class SmallestAppTest {

  @Test
  void protectsASmallApplication(@TempDir Path directory, TestIssuer issuer) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    start(tomcat, issuer.endpoint().toString(), new AnnotationsTest.Orders());

    try (Http client = new Http(tomcat.getConnector().getLocalPort())) {
      String reader = "Authorization: Bearer " + issuer.token().scope("read:orders").mint();
      String both =
          "Authorization: Bearer " + issuer.token().scope("read:orders", "read:products").mint();

      assertThat(client.send("GET", "/products", List.of()).status()).isEqualTo(401);
      assertThat(client.send("GET", "/products", List.of(reader)).status()).isEqualTo(403);
      assertThat(client.send("GET", "/products", List.of(both)).status()).isEqualTo(200);
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private static void start(Tomcat tomcat, String endpoint, HttpServlet products) throws Exception {
    Context app = tomcat.addContext("", null);
    Tomcat.addServlet(app, "products", products).addMapping("/products");
    BearerTokenFilterBuilder filter = BearerTokenFilter.builder().logtoEndpoint(endpoint);
    filter.audience("https://shopping.api").route("GET", "/products", allOf("read:products"));
    app.addServletContainerInitializer((types, context) -> filter.install(context), null);
    tomcat.getConnector();
    tomcat.start();
  }
}
