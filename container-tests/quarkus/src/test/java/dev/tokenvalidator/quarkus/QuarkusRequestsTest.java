package dev.tokenvalidator.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One application and many requests. */
@Tag("container")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuarkusRequestsTest {

  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();
  private QuarkusApp app;

  @BeforeAll
  void start() throws Exception {
    app = QuarkusApp.start("main", issuer);
  }

  @AfterEach
  void checkLog() {
    assertThat(app.log()).doesNotContain("no decision was possible");
  }

  @AfterAll
  void stop() throws Exception {
    issuer.close();
    app.close();
  }

  /** There is one event loop: if a caller blocked it, nobody would be answered any more. */
  @Test
  void answersOthersOnTheEventLoopWhileCallersWaitForKeys() throws Exception {
    try (QuarkusApp fresh =
        QuarkusApp.start(
            "main",
            issuer,
            "token-validator.fetch-timeout=30s",
            "quarkus.vertx.event-loops-pool-size=1")) {
      String token = reader("alice");
      issuer.jwks().answer(Answer.hang());
      int before = issuer.jwks().requestCount();
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        waiting.add(fresh.sendLater(fresh.request("GET", "/method/uni", token)));
      }
      issuer.jwks().awaitRequests(before + 1, Duration.ofSeconds(60));

      assertThat(fresh.get("/shop/open-later", null).statusCode()).isEqualTo(200);
      assertThat(fresh.get("/method/uni", null).statusCode()).isEqualTo(401);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);

      issuer.jwks().heal();
      for (CompletableFuture<HttpResponse<String>> response : waiting) {
        assertThat(response.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
      assertThat(fresh.get("/executions/method-uni", null).body()).isEqualTo("100");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /unknown, 404",
    "GET, /method/unknown, 404",
    "OPTIONS, /unknown, 404",
    "DELETE, /method, 405",
    "OPTIONS, /method, 200",
    "GET, /shop/missing, 404",
  })
  void showsAStrangerNothing(String method, String path, int toACaller) throws Exception {
    HttpResponse<String> stranger = app.send(method, path, null);
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(challenge(stranger)).startsWith("Bearer").doesNotContain("error");
    assertThat(stranger.headers().firstValue("Allow")).isEmpty();
    assertThat(app.send(method, path, "no.such.token").statusCode()).isEqualTo(401);

    assertThat(app.send(method, path, reader("alice")).statusCode()).isEqualTo(toACaller);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/shop/open", "/shop/open-later"})
  void letsEveryoneInToAnOpenEndpointAsNobody(String path) throws Exception {
    for (String token : new String[] {null, "no.such.token", reader("alice")}) {
      HttpResponse<String> response = app.get(path, token);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("principal null");
    }
  }

  @Test
  void showsTheCallerToTheEndpoint() throws Exception {
    assertThat(app.get("/shop/caller", reader("alice")).body())
        .isEqualTo("alice alice Bearer read:x=true read:y=false");
  }

  @Test
  void refusesAnEndpointWithoutAnAnnotation() throws Exception {
    assertThat(app.get("/silent", reader("alice")).statusCode()).isEqualTo(403);
    assertThat(app.get("/silent", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/executions/silent", null).body()).isEqualTo("0");
  }

  @Test
  void saysWhichScopeIsMissing() throws Exception {
    HttpResponse<String> refused = app.get("/method/uni", issuer.token().scope("read:y").mint());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(challenge(refused)).contains("error=\"insufficient_scope\"", "scope=\"read:x\"");
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    assertThat(app.send("HEAD", "/method", null).statusCode()).isEqualTo(401);
    HttpResponse<String> head = app.send("HEAD", "/method", reader("alice"));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void readsTheHeaderInAnyCase() throws Exception {
    assertThat(statusOf("authorization: Bearer " + reader("alice"))).isEqualTo(200);
    assertThat(statusOf("AUTHORIZATION: bearer " + reader("alice"))).isEqualTo(200);
  }

  @Test
  void refusesTwoHeaders() throws Exception {
    String header = "Authorization: Bearer " + reader("alice");
    assertThat(statusOf(header, header)).isEqualTo(400);
    assertThat(statusOf(header, "authorization: Bearer " + reader("bob"))).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/injected/instance",
        "/injected/instance/uni",
        "/injected/provider",
        "/injected/parameter",
        "/injected/code",
        "/injected/request"
      })
  void injectsTheTokenOfEachRequest(String path) throws Exception {
    for (String caller : List.of("alice", "bob", "alice")) {
      HttpResponse<String> response = app.get(path, reader(caller));
      assertThat(response.body()).isEqualTo(caller);
    }
  }

  /** Such a bean would show bob the token of alice. */
  @ParameterizedTest
  @ValueSource(strings = {"field", "constructor", "application", "part", "cache"})
  void givesNoTokenToABeanThatWouldKeepIt(String bean) throws Exception {
    for (String caller : List.of("alice", "bob")) {
      HttpResponse<String> response = app.get("/captured/" + bean, reader(caller));
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).doesNotContain("alice", "bob");
    }
    assertThat(app.log())
        .contains("an AccessToken cannot be injected into ", "inject Instance<AccessToken>");
  }

  @Test
  void injectsNoTokenIntoAnOpenEndpoint() throws Exception {
    assertThat(app.get("/injected/instance/open", reader("alice")).body())
        .isEqualTo("the request was let in without a token");
    // What Quarkus answers whenever it has no value for a parameter.
    assertThat(app.get("/injected/parameter/open", reader("alice")).statusCode()).isEqualTo(400);
  }

  private String reader(String subject) {
    return issuer.token().subject(subject).scope("read:x").mint();
  }

  private static String challenge(HttpResponse<String> response) {
    return response.headers().firstValue("WWW-Authenticate").orElseThrow();
  }

  /** The status of a request whose header lines are exactly these. */
  private int statusOf(String... headers) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), app.port())) {
      String request =
          "GET /method HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n"
              + String.join("\r\n", headers)
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String response = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return Integer.parseInt(response.substring(9, 12));
    }
  }
}
