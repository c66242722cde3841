package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter refuses without waiting for a body that may never arrive. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class UnreadBodyTest {

  private static final int CLIENTS = 12;

  private final Container container;

  UnreadBodyTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100000",
        "Content-Length: 10",
        "Transfer-Encoding: chunked",
      })
  void closesTheConnectionWhenTheBodyIsMissing(String header, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer);
        Http connection = app.connect()) {
      Http.Response response = connection.send("POST", "/products", List.of(header));

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("Connection")).contains("close");
    }
  }

  @Test
  void closesTheConnectionAfterEveryRefusal(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer)) {
      String token = "Authorization: Bearer " + issuer.token().without("scope").mint();
      for (List<String> request :
          List.of(
              List.of("POST", "/products", "Authorization: Bearer a.b.c"),
              List.of("POST", "/products", "Authorization: Bearer"),
              List.of("POST", "/write", token),
              List.of("POST", "/products;x=y", token))) {
        try (Http connection = app.connect()) {
          Http.Response response =
              connection.send(
                  request.get(0),
                  request.get(1),
                  List.of(request.get(2), "Content-Length: 100000"));

          assertThat(response.status()).isBetween(400, 403);
          assertThat(response.header("Connection")).contains("close");
        }
      }
    }
  }

  @Test
  void freesTheWorkerBeforeTheBodyArrives(TestIssuer issuer) throws Exception {
    // Tomcat still reads the rest of a refused body, up to its maxSwallowSize.
    assumeThat(container).isNotEqualTo(Container.TOMCAT);
    List<Http> clients = new ArrayList<>();
    try (TestApp app = app(issuer)) {
      for (int i = 0; i < CLIENTS; i++) {
        Http client = app.connect();
        clients.add(client);
        // Returns only when the server hangs up, which it does not do while it waits for the body.
        assertThat(client.exchange("POST", "/products", List.of("Content-Length: 100000")))
            .startsWith("HTTP/1.1 401");
      }
    } finally {
      for (Http client : clients) {
        client.close();
      }
    }
  }

  @Test
  void refusesWithoutRequestingTheBody(TestIssuer issuer) throws Exception {
    // Tomcat answers the expectation before any filter unless continueResponseTiming is onRead.
    assumeThat(container).isNotEqualTo(Container.TOMCAT);
    try (TestApp app = app(issuer);
        Http connection = app.connect()) {
      Http.Response response =
          connection.send(
              "POST", "/products", List.of("Content-Length: 10", "Expect: 100-continue"));

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.header("Connection")).contains("close");
    }
  }

  @Test
  void keepsTheConnectionWhenTheBodyHasArrived(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer);
        Http connection = app.connect()) {
      for (int i = 0; i < 3; i++) {
        Http.Response refused =
            connection.sendWithBody("POST", "/products", List.of(), "0123456789");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("Connection")).isNotEqualTo(Optional.of("close"));
      }
      assertThat(connection.send("GET", "/open", List.of()).status()).isEqualTo(200);
    }
  }

  @Test
  void keepsTheConnectionIfThereIsNoBody(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer);
        Http connection = app.connect()) {
      assertThat(connection.send("GET", "/products", List.of()).status()).isEqualTo(401);
      assertThat(connection.send("POST", "/products", List.of("Content-Length: 0")).status())
          .isEqualTo(401);
      assertThat(connection.send("GET", "/open", List.of()).status()).isEqualTo(200);
    }
  }

  @Test
  void sendsNoConnectionHeaderUnderHttp2(TestIssuer issuer) throws Exception {
    // The client gets its response before the earlier filter returns.
    CompletableFuture<String> answered = new CompletableFuture<>();
    try (TestApp app =
            builder(issuer)
                .before(
                    context ->
                        context
                            .addFilter(
                                "h2",
                                (request, response, chain) -> {
                                  chain.doFilter(
                                      new OverHttp2((HttpServletRequest) request), response);
                                  answered.complete(
                                      ""
                                          + ((HttpServletResponse) response)
                                              .getHeader("Connection"));
                                })
                            .addMappingForUrlPatterns(
                                EnumSet.of(DispatcherType.REQUEST), false, "/*"))
                .start();
        Http connection = app.connect()) {
      Http.Response response =
          connection.send("POST", "/products", List.of("Content-Length: 100000"));

      assertThat(response.status()).isEqualTo(401);
      assertThat(answered.get(10, TimeUnit.SECONDS)).isEqualTo("null");
    }
  }

  /** A request as an HTTP/2 container presents it. */
  private static final class OverHttp2 extends HttpServletRequestWrapper {

    OverHttp2(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getProtocol() {
      return "HTTP/2.0";
    }
  }

  private TestApp app(TestIssuer issuer) throws Exception {
    return builder(issuer).start();
  }

  private TestApp.Builder builder(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("/products", authenticated())
                    .route("/write", allOf("write"))
                    .route("/open", open()))
        .servlet("/products", (request, response) -> response.setStatus(200))
        .servlet("/write", (request, response) -> response.setStatus(200))
        .servlet("/open", (request, response) -> response.setStatus(200));
  }
}
