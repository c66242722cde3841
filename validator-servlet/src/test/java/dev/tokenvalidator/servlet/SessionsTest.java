package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A session belongs to the caller that opened it. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class SessionsTest {

  private static final String HEADER = "Mcp-Session-Id";

  private final Container container;

  SessionsTest(Container container) {
    this.container = container;
  }

  /** Opens a session for every request that names none. */
  private TestApp.Builder sessions(TestIssuer issuer) {
    AtomicInteger opened = new AtomicInteger();
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter.sessionHeader(HEADER).route("/open", open()).route("/*", authenticated()))
        .servlet(
            "/*",
            (request, response) -> {
              if (request.getHeader(HEADER) == null) {
                response.addHeader("MCP-SESSION-ID", "session-" + opened.incrementAndGet());
              }
              response.getOutputStream().print("handled");
            });
  }

  private static String bearer(TestIssuer issuer, String clientId, String subject) {
    return "Authorization: Bearer " + issuer.token().clientId(clientId).subject(subject).mint();
  }

  @Test
  void answersOthersAsIfTheSessionWereUnknown(TestIssuer issuer) throws Exception {
    try (TestApp app = sessions(issuer).start()) {
      String owner = bearer(issuer, "one", "one");
      String session = HEADER + ": " + app.send("POST", "/mcp", owner).header(HEADER).orElseThrow();
      assertThat(app.send("POST", "/mcp", owner, session).status()).isEqualTo(200);
      int calls = app.calls();

      Response unknown = app.send("POST", "/mcp", owner, HEADER + ": session-99");
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.body()).isEqualTo("{\"error_description\":\"No session has this id\"}");
      assertThat(unknown.header("Cache-Control")).contains("no-store");
      assertThat(unknown.headers()).doesNotContainKey("www-authenticate");
      for (String other :
          List.of(
              bearer(issuer, "two", "two"),
              bearer(issuer, "one", "two"),
              bearer(issuer, "two", "one"))) {
        for (String method : List.of("POST", "GET", "DELETE")) {
          Response response = app.send(method, "/mcp", other, session);
          assertThat(response.status()).isEqualTo(404);
          assertThat(response.body()).isEqualTo(unknown.body());
        }
      }
      assertThat(app.send("POST", "/mcp", owner, session, session).status()).isEqualTo(404);
      assertThat(app.send("POST", "/mcp", owner, HEADER + ":").status()).isEqualTo(404);
      assertThat(app.calls()).isEqualTo(calls);
      assertThat(app.refusals())
          .extracting(Refusal::outcome)
          .containsOnly(Refusal.Outcome.UNKNOWN_SESSION);
      assertThat(app.refusals().toString()).doesNotContain("session-1");

      // A new token of the same caller goes on with the session.
      assertThat(app.send("DELETE", "/mcp", bearer(issuer, "one", "one"), session).status())
          .isEqualTo(200);
    }
  }

  @Test
  void checksTheTokenFirst(TestIssuer issuer) throws Exception {
    try (TestApp app = sessions(issuer).start()) {
      assertThat(app.send("POST", "/mcp", HEADER + ": session-1").status()).isEqualTo(401);
    }
  }

  @Test
  void keepsASessionOfACallerFromRequestsWithoutOne(TestIssuer issuer) throws Exception {
    try (TestApp app = sessions(issuer).start()) {
      String owner = bearer(issuer, "one", "one");
      String session = HEADER + ": " + app.send("POST", "/mcp", owner).header(HEADER).orElseThrow();
      assertThat(app.send("POST", "/open", session).status()).isEqualTo(404);

      String ofNobody = HEADER + ": " + app.send("POST", "/open").header(HEADER).orElseThrow();
      assertThat(app.send("POST", "/open", ofNobody).status()).isEqualTo(200);
      assertThat(app.send("POST", "/mcp", owner, ofNobody).status()).isEqualTo(404);
    }
  }

  @Test
  void bindsASessionThatAnAsynchronousHandlerOpens(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.sessionHeader(HEADER).route("/*", authenticated()))
            .servlet(
                "/*",
                (request, response) -> {
                  if (request.getHeader(HEADER) != null) {
                    response.getOutputStream().print("known");
                  } else if (request.getAttribute("again") == null) {
                    request.setAttribute("again", true);
                    request.startAsync().dispatch();
                  } else {
                    response.setHeader(HEADER, "late");
                  }
                })
            .start()) {
      String owner = bearer(issuer, "one", "one");
      assertThat(app.send("POST", "/mcp", owner).header(HEADER)).contains("late");
      assertThat(app.send("POST", "/mcp", owner, HEADER + ": late").body()).isEqualTo("known");
      assertThat(app.send("POST", "/mcp", bearer(issuer, "two", "two"), HEADER + ": late").status())
          .isEqualTo(404);
    }
  }

  @Test
  void bindsASessionThatTheAsynchronousContextOpens(TestIssuer issuer) throws Exception {
    for (boolean wrapped : new boolean[] {false, true}) {
      try (TestApp app =
          TestApp.on(container)
              .issuer(issuer)
              .filter(filter -> filter.sessionHeader(HEADER).route("/*", authenticated()))
              .servlet(
                  "/*",
                  (request, response) -> {
                    if (request.getHeader(HEADER) != null) {
                      response.getOutputStream().print("known");
                      return;
                    }
                    AsyncContext async =
                        wrapped ? request.startAsync(request, response) : request.startAsync();
                    ((HttpServletResponse) async.getResponse()).setHeader(HEADER, "late");
                    async.complete();
                  })
              .start()) {
        String owner = bearer(issuer, "one", "one");
        assertThat(app.send("POST", "/mcp", owner).header(HEADER)).contains("late");
        assertThat(app.send("POST", "/mcp", owner, HEADER + ": late").body()).isEqualTo("known");
      }
    }
  }

  @Test
  void leavesSessionsAloneUnlessAsked(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/*", authenticated()))
            .servlet("/*", ShopApp.answer("handled"))
            .start()) {
      assertThat(app.send("POST", "/mcp", bearer(issuer, "one", "one"), HEADER + ": any").status())
          .isEqualTo(200);
    }
  }
}
