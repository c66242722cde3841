package dev.tokenvalidator.examples.documentation;

import static dev.tokenvalidator.Access.allOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.BearerChallenge;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ResourceServer;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the code of the pages for HTTP servers without servlets, on the JDK's server. */
class HttpServerTest {

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();
  private final AccessTokenValidator validator =
      AccessTokenValidator.builder()
          .logtoEndpoint(issuer.endpoint().toString())
          .audience("https://shopping.api")
          .build();
  private final HttpServer server;

  HttpServerTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    ResourceServer server = ResourceServer.of(validator).withRealm("shop");
    this.server.createContext("/products", exchange -> products(exchange, server));
    this.server.createContext("/greeting", this::greeting);
    this.server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    validator.close();
    issuer.close();
  }

  private static void products(HttpExchange exchange, ResourceServer server) throws IOException {
    AccessDecision decision =
        server.decide(
            exchange.getRequestMethod(),
            exchange.getRequestHeaders().get("Authorization"),
            allOf("read:products"));
    if (decision instanceof TurnedAway response) {
      response.headers().forEach(exchange.getResponseHeaders()::set);
      send(exchange, response.status(), response.body());
    } else if (decision instanceof LetIn caller) {
      send(exchange, 200, caller.token().orElseThrow().clientId());
    }
  }

  private void greeting(HttpExchange exchange) throws IOException {
    List<String> authorization =
        exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
    try {
      Optional<AccessToken> visitor =
          validator.accessTokenIfPresent(authorization, RequestContext.none());
      String greeting = visitor.map(token -> "Hello, " + token.clientId()).orElse("Hello");
      send(exchange, 200, greeting);
    } catch (InvalidTokenException e) {
      send(exchange, 401, BearerChallenge.invalidToken().body());
    }
  }

  @Test
  void refusesRequestsWithoutAToken() throws Exception {
    HttpResponse<String> response = get("/products");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"shop\"");
  }

  @Test
  void answersEachRequestWithItsStatus() throws Exception {
    String reader = issuer.token().scope("read:products").mint();

    assertThat(get("/products", "Bearer " + reader).body()).isEqualTo(issuer.app().id());
    assertThat(get("/products", "Basic dXNlcjpwYXNz").statusCode()).isEqualTo(401);
    assertThat(get("/products", "Bearer a b").statusCode()).isEqualTo(400);
    assertThat(get("/products", "Bearer " + reader, "Bearer " + reader).statusCode())
        .isEqualTo(400);
    assertThat(get("/products", "Bearer " + issuer.token().expired().mint()).statusCode())
        .isEqualTo(401);
    assertThat(get("/products", "Bearer " + issuer.token().without("scope").mint()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void answers503WhileTheIssuerIsDown() throws Exception {
    String reader = issuer.token().scope("read:products").mint();
    issuer.stop();

    HttpResponse<String> response = get("/products", "Bearer " + reader);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
  }

  @Test
  void greetsEverybodyExceptHoldersOfBadTokens() throws Exception {
    assertThat(get("/greeting").body()).isEqualTo("Hello");
    assertThat(get("/greeting", "Bearer " + issuer.token().mint()).body())
        .isEqualTo("Hello, " + issuer.app().id());
    assertThat(get("/greeting", "Bearer " + issuer.token().expired().mint()).statusCode())
        .isEqualTo(401);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private HttpResponse<String> get(String path, String... authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    for (String value : authorization) {
      request.header("Authorization", value);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }
}
