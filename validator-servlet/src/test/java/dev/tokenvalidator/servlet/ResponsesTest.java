package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http.Response;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the filter writes to the client, and what it leaves alone. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class ResponsesTest {

  private final Container container;

  ResponsesTest(Container container) {
    this.container = container;
  }

  @Test
  void answersHeadLikeGetWithoutBody(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      try (Http connection = app.connect()) {
        Response response = connection.send("HEAD", "/products", List.of());
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).contains("Bearer");
        // The client would read a body as the next response.
        assertThat(connection.send("HEAD", "/products", List.of()).status()).isEqualTo(401);
      }
      String token = issuer.token().scope("read:products").mint();
      assertThat(app.send("HEAD", "/products", "Authorization: Bearer " + token).status())
          .isEqualTo(200);
    }
  }

  @Test
  void refusesTrace(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      Response response = app.send("TRACE", "/health");

      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).isPresent();
      // Tomcat's connector refuses it before any filter.
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .isEqualTo(container == Container.TOMCAT ? List.of() : List.of(Outcome.INVALID_REQUEST));
      assertThat(app.calls()).isZero();
    }
  }

  /** RFC 9457; the challenge is that of every other refusal. */
  @Test
  void sendsProblemDetailsIfAsked(TestIssuer issuer) throws Exception {
    try (TestApp plain = ShopApp.on(container, issuer).start();
        TestApp app =
            ShopApp.on(container, issuer).filter(filter -> filter.problemDetails()).start()) {
      assertProblem(app.send("GET", "/products"), plain.send("GET", "/products"), "Unauthorized");
      String noScope = issuer.token().without("scope").mint();
      assertProblem(app.get("/products", noScope), plain.get("/products", noScope), "Forbidden");
      assertProblem(
          app.send("GET", "/products;a=b"), plain.send("GET", "/products;a=b"), "Bad Request");
      try (Http connection = app.connect()) {
        assertThat(connection.send("HEAD", "/products", List.of()).status()).isEqualTo(401);
        assertThat(connection.send("HEAD", "/products", List.of()).status()).isEqualTo(401);
      }
    }
  }

  private static void assertProblem(Response problem, Response plain, String title) {
    assertThat(problem.status()).isEqualTo(plain.status());
    assertThat(problem.header("WWW-Authenticate")).isEqualTo(plain.header("WWW-Authenticate"));
    assertThat(problem.header("Content-Type").orElseThrow()).startsWith("application/problem+json");
    assertThat(problem.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\""
                + title
                + "\",\"status\":"
                + plain.status()
                + ","
                + plain.body().substring(1).replace("error_description", "detail"));
  }

  @Test
  void namesTheRealm(TestIssuer issuer) throws Exception {
    try (TestApp app =
        ShopApp.on(container, issuer).filter(filter -> filter.realm("shop")).start()) {
      assertThat(app.send("GET", "/products").header("WWW-Authenticate"))
          .contains("Bearer realm=\"shop\"");
      assertThat(
              app.get("/products", issuer.token().without("scope").mint())
                  .header("WWW-Authenticate")
                  .orElseThrow())
          .startsWith("Bearer realm=\"shop\"");
    }
  }

  @Test
  @Tag("S23")
  void answers503WhileTheIssuerIsDown(TestIssuer issuer) throws Exception {
    try (TestApp app = ShopApp.on(container, issuer).start()) {
      String token = issuer.token().mint();
      issuer.stop();

      Response response = app.get("/products", token);

      ShopApp.assertRefused(app, response, 503);
      assertThat(Integer.parseInt(response.header("Retry-After").orElseThrow())).isPositive();
      assertThat(response.header("WWW-Authenticate")).isEmpty();
      assertThat(response.body()).contains("\"error\":\"temporarily_unavailable\"");
      assertThat(app.send("GET", "/health").status()).isEqualTo(200);

      issuer.resume();
      issuer.clock().advance(Duration.ofSeconds(30));
      assertThat(app.get("/products", token).status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("S22")
  void neverCallsTheHandlerAfterTheResponseIsCommitted(TestIssuer issuer) throws Exception {
    CommittingFilter committing = new CommittingFilter();
    try (TestApp app = ShopApp.on(container, issuer).before(committing::register).start()) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(204);
      assertThat(app.send("GET", "/health").status()).isEqualTo(204);
      committing.awaitPasses(2);
      assertThat(app.calls()).isZero();
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.NOT_ANSWERED, Outcome.NOT_ANSWERED);
    }
  }

  @Test
  void writesThroughTheWriterOfAnEarlierFilter(TestIssuer issuer) throws Exception {
    try (TestApp app =
        ShopApp.on(container, issuer)
            .before(
                context ->
                    context
                        .addFilter(
                            "writer",
                            (request, response, chain) -> {
                              response.getWriter().print("started");
                              chain.doFilter(request, response);
                            })
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"))
            .start()) {
      Response response = app.send("GET", "/products");

      ShopApp.assertRefused(app, response, 401);
      assertThat(response.header("WWW-Authenticate")).contains("Bearer");
      ShopApp.assertRefused(app, app.send("GET", "/products;a"), 400);
    }
  }

  @Test
  void passesHandlerExceptionsOn(TestIssuer issuer) throws Exception {
    RuntimeException thrown;
    try (AccessTokenValidator other =
        AccessTokenValidator.builder().issuer("https://a.example").audience("urn:a").build()) {
      thrown = catchThrowableOfType(InvalidTokenException.class, () -> other.validate("x"));
    }
    try (TestApp app =
        ShopApp.on(container, issuer)
            .filter(filter -> filter.route("/fails", authenticated()))
            .servlet(
                "/fails",
                (request, response) -> {
                  throw thrown;
                })
            .start()) {
      Response response = app.get("/fails", issuer.token().mint());

      assertThat(response.status()).isEqualTo(500);
      assertThat(response.header("WWW-Authenticate")).isEmpty();
      assertThat(app.calls()).isEqualTo(1);
      assertThat(app.refusals()).isEmpty();
    }
  }
}
