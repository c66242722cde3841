package dev.tokenvalidator.examples.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Starts each shop, and calls it. */
class OtherServersTest {

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();
  private final AccessTokenValidator validator =
      AccessTokenValidator.builder()
          .logtoEndpoint(issuer.endpoint().toString())
          .audience("https://shopping.api")
          .fetchTimeout(Duration.ofSeconds(30))
          .build();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
  }

  @Test
  void protectsTheServerOfTheJdk() throws Exception {
    HttpServer server = JdkShop.start(validator, 0);
    try {
      assertProtected("http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void protectsVertx() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      String shop = startOn(vertx);
      assertProtected(shop);

      HttpResponse<String> added =
          client.send(
              request(shop + "/products", issuer.token().scope("write:products").mint())
                  .POST(BodyPublishers.ofString("teapot"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(added.statusCode()).isEqualTo(200);
      assertThat(added.body()).isEqualTo("6 bytes");
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  /** There is one event loop: if a caller blocked it, nobody would be answered any more. */
  @Test
  void answersOthersOnTheEventLoopWhileCallersWaitForKeys() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      String shop = startOn(vertx);
      String token = issuer.token().scope("read:products").mint();
      issuer.jwks().answer(Answer.hang());
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        waiting.add(
            client.sendAsync(request(shop + "/products", token).build(), BodyHandlers.ofString()));
      }
      issuer.jwks().awaitRequests(1, Duration.ofSeconds(30));

      assertThat(get(shop + "/health", null).body()).isEqualTo("fine");
      assertThat(get(shop + "/products", null).statusCode()).isEqualTo(401);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);

      issuer.jwks().heal();
      for (CompletableFuture<HttpResponse<String>> response : waiting) {
        assertThat(response.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  private String startOn(Vertx vertx) throws Exception {
    return "http://127.0.0.1:"
        + VertxShop.start(vertx, validator, 0).await(60, TimeUnit.SECONDS).actualPort();
  }

  private void assertProtected(String shop) throws Exception {
    String reader = issuer.token().scope("read:products").mint();

    assertThat(get(shop + "/products", reader).body())
        .isEqualTo(issuer.app().id() + " reads the products");
    assertThat(get(shop + "/products", null).statusCode()).isEqualTo(401);
    assertThat(get(shop + "/products", "no.such.token").statusCode()).isEqualTo(401);
    HttpResponse<String> withoutScope =
        get(shop + "/products", issuer.token().without("scope").mint());
    assertThat(withoutScope.statusCode()).isEqualTo(403);
    assertThat(withoutScope.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("scope=\"read:products\"");
  }

  private HttpResponse<String> get(String address, String token) throws Exception {
    return client.send(request(address, token).build(), BodyHandlers.ofString(UTF_8));
  }

  private static HttpRequest.Builder request(String address, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }
}
