package dev.tokenvalidator.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the shop with a stand-in issuer, and calls it. */
class ShopTest {

  private final TestIssuer issuer = TestIssuer.start();
  private final ConfigurableApplicationContext shop =
      SpringApplication.run(
          Shop.class,
          "--token-validator.logto-endpoint=" + issuer.endpoint(),
          "--server.port=0",
          "--server.address=127.0.0.1");

  @AfterEach
  void close() {
    shop.close();
    issuer.close();
  }

  @Test
  void isProtected() throws Exception {
    String reader = issuer.token().scope("read:products").mint();
    String writer = issuer.token().scope("write:products").mint();

    assertThat(send("GET", "/health", null).body()).isEqualTo("fine");
    assertThat(send("GET", "/products", null).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/none", null).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/products", reader).body())
        .isEqualTo(issuer.app().id() + " reads the products");
    assertThat(send("GET", "/products", writer).statusCode()).isEqualTo(403);
    assertThat(send("POST", "/products", reader).statusCode()).isEqualTo(403);
    assertThat(send("POST", "/products", writer).body()).isEqualTo("added teapot");
  }

  private HttpResponse<String> send(String method, String path, String token) throws Exception {
    String port = shop.getEnvironment().getProperty("local.server.port");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("teapot"));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }
}
