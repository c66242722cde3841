package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static dev.tokenvalidator.servlet.LeakMarkers.SECRET;
import static jakarta.servlet.DispatcherType.ASYNC;
import static jakarta.servlet.DispatcherType.ERROR;
import static jakarta.servlet.DispatcherType.FORWARD;
import static jakarta.servlet.DispatcherType.INCLUDE;
import static jakarta.servlet.DispatcherType.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Reason;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.guard.ProvokesInternalError;
import dev.tokenvalidator.servlet.Http.Response;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter answers 503 to any exception of its own, and reports it. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
@Tag("S21")
class FilterInternalErrorTest {

  private static final String BODY =
      "{\"error\":\"temporarily_unavailable\","
          + "\"error_description\":\"The access token cannot be checked now\"}";

  private static final List<Supplier<Throwable>> FAULTS =
      List.of(
          () -> new IllegalStateException(SECRET),
          () -> new AssertionError(SECRET),
          () -> new NoClassDefFoundError(SECRET),
          StackOverflowError::new,
          OutOfMemoryError::new,
          () -> new IOException(SECRET),
          () -> new Exception(SECRET));

  private final Container container;

  FilterInternalErrorTest(Container container) {
    this.container = container;
  }

  private TestApp.Builder shop(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(filter -> filter.route("/products", allOf("read")).route("/health", open()))
        .servlet("/products", (request, response) -> response.getWriter().print("products"))
        .servlet("/health", (request, response) -> response.getWriter().print("healthy"));
  }

  /** The same response as while the issuer is down. */
  private static void assertUnavailable(Response response) {
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("Retry-After")).contains("1");
    assertThat(response.header("Cache-Control")).contains("no-store");
    assertThat(response.header("Content-Type").orElseThrow()).startsWith("application/json");
    assertThat(response.header("WWW-Authenticate")).isEmpty();
    assertThat(response.body()).isEqualTo(BODY);
  }

  private static void assertReported(TestApp app, Outcome outcome, Throwable fault) {
    assertThat(app.refusals()).hasSize(1);
    Refusal refusal = app.refusals().get(0);
    assertThat(refusal.outcome()).isEqualTo(outcome);
    assertThat(refusal.reason()).contains(Reason.INTERNAL_ERROR);
    assertThat(refusal.cause().orElseThrow()).hasSameClassAs(fault);
    assertThat(refusal.toString()).contains(fault.getClass().getName()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "getDispatcherType",
        "getMethod",
        "getRequestURI",
        "getContextPath",
        "getServletPath",
        "getPathInfo",
        "getHttpServletMapping",
        "getServletName",
        "getQueryString",
        "getHeaders",
        "setAttribute",
        "removeAttribute",
        "isCommitted"
      })
  @ProvokesInternalError
  void answers503IfTheRequestThrows(String method, TestIssuer issuer) throws Exception {
    for (Supplier<Throwable> fault : FAULTS) {
      FaultyRequestFilter faulty = new FaultyRequestFilter(REQUEST, method, fault);
      try (TestApp app = shop(issuer).before(faulty::register).start()) {
        assertUnavailable(app.get("/products", issuer.token().scope("read").mint()));

        assertReported(app, Outcome.UNAVAILABLE, fault.get());
        assertThat(app.calls()).isZero();
      }
    }
  }

  @Test
  @ProvokesInternalError
  void sendsNoBodyForHead(TestIssuer issuer) throws Exception {
    FaultyRequestFilter faulty =
        new FaultyRequestFilter(REQUEST, "getMethod", IllegalStateException::new);
    try (TestApp app = shop(issuer).before(faulty::register).start()) {
      String answer = app.exchange("HEAD", "/products");

      assertThat(answer).startsWith("HTTP/1.1 503").endsWith("\r\n\r\n");
    }
  }

  /** The filter also checks dispatches inside the application. */
  @ParameterizedTest
  @EnumSource(names = {"FORWARD", "ASYNC"})
  @ProvokesInternalError
  void answers503IfADispatchThrows(DispatcherType dispatch, TestIssuer issuer) throws Exception {
    for (Supplier<Throwable> fault : FAULTS) {
      FaultyRequestFilter faulty = new FaultyRequestFilter(dispatch, "getAttribute", fault);
      try (TestApp app = dispatching(issuer).before(faulty::register).start()) {
        assertUnavailable(app.send("GET", "/go?" + dispatch));

        assertReported(app, Outcome.UNAVAILABLE, fault.get());
        // Only the servlet that dispatches ran.
        assertThat(app.calls()).isEqualTo(1);
      }
    }
  }

  @Test
  @ProvokesInternalError
  void omitsIncludesThatThrow(TestIssuer issuer) throws Exception {
    for (Supplier<Throwable> fault : FAULTS) {
      FaultyRequestFilter faulty = new FaultyRequestFilter(INCLUDE, "getAttribute", fault);
      try (TestApp app = dispatching(issuer).before(faulty::register).start()) {
        Response response = app.send("GET", "/go?" + INCLUDE);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("page ()");
        assertReported(app, Outcome.UNAVAILABLE, fault.get());
      }
    }
  }

  @Test
  @ProvokesInternalError
  void answers503IfAnErrorPageThrows(TestIssuer issuer) throws Exception {
    for (Supplier<Throwable> fault : FAULTS) {
      FaultyRequestFilter faulty = new FaultyRequestFilter(ERROR, "getAttribute", fault);
      try (TestApp app =
          dispatching(issuer).before(faulty::register).errorPage(409, "/error").start()) {
        assertUnavailable(app.send("GET", "/go?" + ERROR));

        assertReported(app, Outcome.UNAVAILABLE, fault.get());
      }
    }
  }

  private TestApp.Builder dispatching(TestIssuer issuer) {
    return shop(issuer)
        .filter(filter -> filter.route("/go", open()).route("/error", open()).checkDispatches())
        .servlet(
            "/go",
            (request, response) -> {
              switch (DispatcherType.valueOf(request.getQueryString())) {
                case FORWARD -> request.getRequestDispatcher("/health").forward(request, response);
                case INCLUDE -> {
                  response.getWriter().print("page (");
                  request.getRequestDispatcher("/health").include(request, response);
                  response.getWriter().print(")");
                }
                case ASYNC -> request.startAsync().dispatch("/health");
                default -> response.sendError(409);
              }
            })
        .servlet("/error", (request, response) -> response.getWriter().print("error page"));
  }

  @Test
  @ProvokesInternalError
  void writesNothingAfterTheResponseIsCommitted(TestIssuer issuer) throws Exception {
    for (Supplier<Throwable> fault : FAULTS) {
      FaultyRequestFilter faulty =
          new FaultyRequestFilter(REQUEST, "removeAttribute", fault).thatCommits();
      try (TestApp app = shop(issuer).before(faulty::register).start();
          Http connection = app.connect()) {
        // The second response arrives only after the first request is finished.
        assertThat(connection.send("GET", "/products", List.of()).status()).isEqualTo(204);
        assertThat(connection.send("GET", "/products", List.of()).status()).isEqualTo(204);

        assertThat(app.refusals()).isNotEmpty();
        assertThat(app.refusals().get(0).outcome()).isEqualTo(Outcome.NOT_ANSWERED);
        assertThat(app.refusals().get(0).reason()).contains(Reason.INTERNAL_ERROR);
        assertThat(app.calls()).isZero();
      }
    }
  }

  /** The response itself fails, so that only the status can be sent. */
  @ParameterizedTest
  @ValueSource(strings = {"resetBuffer", "setHeader", "getOutputStream"})
  @ProvokesInternalError
  void sendsTheStatusAloneIfTheResponseThrows(String method, TestIssuer issuer) throws Exception {
    for (Supplier<Throwable> fault :
        List.<Supplier<Throwable>>of(NullPointerException::new, () -> new AssertionError(SECRET))) {
      FaultyRequestFilter faulty = new FaultyRequestFilter(REQUEST, method, fault);
      try (TestApp app = shop(issuer).before(faulty::register).start()) {
        Response response = app.send("GET", "/products");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).isEmpty();
        assertThat(app.calls()).isZero();
        assertThat(app.refusals())
            .extracting(Refusal::outcome)
            .containsExactly(Outcome.NO_TOKEN, Outcome.UNAVAILABLE);
      }
    }
  }

  @Test
  @ProvokesInternalError
  void answers503IfAClaimsRuleThrows(TestIssuer issuer) throws Exception {
    for (Supplier<Throwable> fault : FAULTS) {
      try (TestApp app =
          TestApp.on(container)
              .issuer(issuer, settings -> settings.requireClaims("faulty", token -> fail(fault)))
              .filter(filter -> filter.route("/*", authenticated()))
              .servlet("/*", (request, response) -> response.getWriter().print("secret"))
              .start()) {
        assertUnavailable(app.get("/products", issuer.token().mint()));

        assertReported(app, Outcome.UNAVAILABLE, fault.get());
        assertThat(app.refusals().get(0).route()).isNotNull();
        assertThat(app.calls()).isZero();
      }
    }
  }

  private static boolean fail(Supplier<Throwable> fault) {
    FaultyRequestFilter.<RuntimeException>raise(fault.get());
    return true;
  }

  /** The container handles what a handler throws. */
  @Test
  void passesHandlerExceptionsToTheContainer(TestIssuer issuer) throws Exception {
    Map<String, Supplier<Throwable>> faults =
        Map.of(
            "runtime", IllegalStateException::new,
            "error", () -> new AssertionError("handler"),
            "checked", IOException::new);
    for (Supplier<Throwable> fault : faults.values()) {
      try (TestApp app =
          shop(issuer)
              .filter(filter -> filter.route("/fails", open()))
              .servlet("/fails", (request, response) -> fail(fault))
              .start()) {
        assertThat(app.send("GET", "/fails").status()).isEqualTo(500);
        assertThat(app.refusals()).isEmpty();
        assertThat(app.calls()).isEqualTo(1);
      }
    }
  }

  @Test
  @ProvokesInternalError
  void logsFewInternalErrorsAndNoToken(TestIssuer issuer) throws Exception {
    String token = LeakMarkers.mark(issuer.token()).mint();
    FaultyRequestFilter faulty =
        new FaultyRequestFilter(
            REQUEST, "setAttribute", () -> new IllegalStateException(SECRET + " " + token));
    try (LogLines log = new LogLines();
        TestApp app =
            shop(issuer)
                .filter(filter -> filter.route("/all", authenticated()))
                .servlet("/all", (request, response) -> {})
                .before(faulty::register)
                .start()) {
      for (int i = 0; i < 20; i++) {
        String answer = app.exchange("GET", "/all", "Authorization: Bearer " + token);
        assertThat(answer).startsWith("HTTP/1.1 503");
        assertThat(LeakMarkers.leaks(answer, token)).isEmpty();
      }

      assertThat(app.refusals()).hasSize(20);
      assertThat(log.all().stream().filter(line -> line.contains("INTERNAL_ERROR")))
          .hasSize(5)
          .allSatisfy(line -> assertThat(LeakMarkers.leaks(line, token)).isEmpty())
          .allSatisfy(line -> assertThat(line).contains("java.lang.IllegalStateException"));
    }
  }
}
