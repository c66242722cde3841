package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forwards, includes and asynchronous dispatches inside the application. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class DispatchesTest {

  private final Container container;

  DispatchesTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "include", "async"})
  void allowsDispatchesByDefault(String way, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      Http.Response response = app.send("GET", "/open/" + way + "?to=/secret/page");

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).contains("secret for nobody");
      assertThat(app.refusals()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "async"})
  @Tag("S11")
  void checksTheTargetOfADispatchWhenConfigured(String way, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).filter(filter -> filter.checkDispatches()).start()) {
      String target = "/open/" + way + "?to=/secret/page";

      assertThat(app.send("GET", target).status()).isEqualTo(401);
      assertThat(app.get(target, issuer.token().scope("read").mint()).status()).isEqualTo(403);
      assertThat(app.get(target, issuer.token().tampered("scope", "secret").mint()).status())
          .isEqualTo(401);
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsExactly(Outcome.NO_TOKEN, Outcome.INSUFFICIENT_SCOPE, Outcome.INVALID_TOKEN);
      assertThat(app.refusals())
          .extracting(refusal -> refusal.route().orElseThrow())
          .containsOnly("* /secret/* allOf(secret)");
      Http.Response good = app.get(target, issuer.token().subject("a").scope("secret").mint());
      assertThat(good.status()).isEqualTo(200);
      assertThat(good.body()).isEqualTo("secret for a, a by token");
    }
  }

  @Test
  @Tag("S11")
  void omitsRefusedIncludes(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).filter(filter -> filter.checkDispatches()).start()) {
      String target = "/open/include?to=/secret/page";

      Http.Response without = app.send("GET", target);
      assertThat(without.status()).isEqualTo(200);
      assertThat(without.body()).isEqualTo("page ()");
      assertThat(app.refusals()).extracting(Refusal::outcome).containsExactly(Outcome.NO_TOKEN);
      assertThat(app.get(target, issuer.token().subject("a").scope("secret").mint()).body())
          .isEqualTo("page (secret for a, a by token)");
    }
  }

  @Test
  @Tag("S11")
  void checksTheTargetWithTheTokenOfTheRequest(TestIssuer issuer) throws Exception {
    Map<String, String> environment = Map.of("TOKEN_VALIDATOR_CHECK_DISPATCHES", "true");
    try (TestApp app = app(issuer).filter(filter -> filter.environment(environment)).start()) {
      String read = issuer.token().scope("read").mint();
      String both = issuer.token().subject("b").scope("read", "secret").mint();

      assertThat(app.get("/read/forward?to=/secret/page", read).status()).isEqualTo(403);
      assertThat(app.get("/read/forward?to=/secret/page", both).body())
          .isEqualTo("secret for b, b by token");
      assertThat(app.get("/read/forward?to=/open/page", both).body())
          .isEqualTo("open for b, b by token");
      assertThat(app.get("/read/include?to=/secret/page", both).body())
          .isEqualTo("page (secret for b, b by token)");
      assertThat(app.get("/read/async?to=/secret/page", read).status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/secret/../secret/page", "/nowhere/x", "/SECRET/page"})
  @Tag("S11")
  void refusesTargetsWithoutARule(String to, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).filter(filter -> filter.checkDispatches()).start()) {
      Http.Response response =
          app.get("/open/forward?to=" + to, issuer.token().scope("read").mint());

      assertThat(response.status()).isIn(400, 403, 404);
      assertThat(response.body()).doesNotContain("for");
    }
  }

  @Test
  @Tag("S13")
  void refusesAnonymousAsyncDispatchesToAnnotatedServlets(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).servlet("/orders", new AnnotationsTest.Orders()).start()) {
      assertThat(app.send("GET", "/open/async?to=/orders").status()).isEqualTo(401);
      assertThat(app.get("/read/async?to=/orders", issuer.token().scope("read").mint()).status())
          .isEqualTo(200);
    }
  }

  private TestApp.Builder app(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("/open/*", open())
                    .route("/read/*", allOf("read"))
                    .route("/secret/*", allOf("secret")))
        .servlet("/open/*", (request, response) -> dispatch("open", request, response))
        .servlet("/read/*", (request, response) -> dispatch("read", request, response))
        .servlet("/secret/*", (request, response) -> print("secret", request, response))
        .servlet("/nowhere/*", (request, response) -> print("nowhere", request, response))
        .servlet("/", (request, response) -> print("default", request, response));
  }

  private static void dispatch(
      String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String to = Objects.requireNonNullElse(request.getParameter("to"), "");
    switch (Objects.requireNonNullElse(request.getPathInfo(), "")) {
      case "/forward" -> request.getRequestDispatcher(to).forward(request, response);
      case "/include" -> {
        response.getWriter().print("page (");
        request.getRequestDispatcher(to).include(request, response);
        response.getWriter().print(")");
      }
      case "/async" -> request.startAsync().dispatch(to);
      default -> print(name, request, response);
    }
  }

  private static void print(String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Principal caller = request.getUserPrincipal();
    response
        .getWriter()
        .print(name + " for " + (caller == null ? "nobody" : caller.getName() + byToken(request)));
  }

  private static String byToken(HttpServletRequest request) {
    return ", " + BearerTokenFilter.accessToken(request).subject() + " by token";
  }
}
