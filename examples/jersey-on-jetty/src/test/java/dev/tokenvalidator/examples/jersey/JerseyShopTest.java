package dev.tokenvalidator.examples.jersey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts the shop in both ways, and calls it. */
class JerseyShopTest {

  private final TestIssuer issuer = TestIssuer.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void isProtectedBehindTheFilter() throws Exception {
    assertProtected(JerseyShop.startBehindTheFilter(issuer.endpoint().toString(), 0));
  }

  @Test
  void isProtectedAlone() throws Exception {
    assertProtected(JerseyShop.startAlone(issuer.endpoint().toString(), 0));
  }

  private void assertProtected(Server server) throws Exception {
    try {
      String shop =
          "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
      String reader = issuer.token().scope("read:products").mint();
      String writer = issuer.token().scope("write:products delete:products").mint();

      assertThat(get(shop + "/health", null).body()).isEqualTo("fine");
      assertThat(get(shop + "/products", null).statusCode()).isEqualTo(401);
      assertThat(get(shop + "/none", null).statusCode()).isEqualTo(401);
      assertThat(get(shop + "/products", reader).body())
          .isEqualTo(issuer.app().id() + " reads the products");
      assertThat(get(shop + "/products", writer).statusCode()).isEqualTo(403);
      assertThat(post(shop + "/products", reader).statusCode()).isEqualTo(403);
      assertThat(post(shop + "/products", writer).body())
          .isEqualTo("added teapot, may delete: true");
    } finally {
      server.stop();
    }
  }

  private HttpResponse<String> get(String address, String token) throws Exception {
    return client.send(request(address, token).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String address, String token) throws Exception {
    return client.send(
        request(address, token).POST(BodyPublishers.ofString("teapot")).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String address, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }
}
