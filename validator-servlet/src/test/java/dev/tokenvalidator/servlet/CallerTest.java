package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The caller that a handler sees. */
@OnEachContainer
class CallerTest extends CallerTestBase {

  CallerTest(Container container) {
    super(container);
  }

  @Test
  void exposesTheSubjectOfTheToken(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String token = token(issuer);

      assertThat(app.get("/caller", token).body()).isEqualTo(CALLER);
    }
  }

  @Test
  void exposesNoCallerOnOpenRoutes(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).before(CallerApp::trustProxy).start()) {
      String token = issuer.token().scope("read:products").mint();

      assertThat(app.get("/open", token).body()).isEqualTo(CallerApp.NOBODY);
      assertThat(app.send("GET", "/open", "X-Forwarded-User: admin").body())
          .isEqualTo(CallerApp.NOBODY);
    }
  }

  @Test
  void ignoresTheCallerOfTheContainer(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).before(CallerApp::trustProxy).start()) {
      assertThat(app.send("GET", "/caller").status()).isEqualTo(401);
      String token = token(issuer);
      assertThat(app.get("/caller", token).body()).isEqualTo(CALLER);
    }
  }

  @Test
  void authenticatesByTokenOnly(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .before(CallerApp::trustProxy)
            .servlet("/authenticate", CallerTest::printAuthentication)
            .servlet("/open/authenticate", CallerTest::printAuthentication)
            .start()) {
      String token = issuer.token().mint();

      assertThat(app.get("/authenticate", token).body()).isEqualTo("true");
      Http.Response open = app.get("/open/authenticate", token);
      assertThat(open.status()).isEqualTo(401);
      assertThat(open.header("WWW-Authenticate")).contains("Bearer");
    }
  }

  @Test
  void refusesLoginByPassword(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet(
                "/login",
                (request, response) -> {
                  try {
                    request.login("admin", "secret");
                    response.getWriter().print("logged in");
                  } catch (ServletException e) {
                    response.getWriter().print(request.getRemoteUser());
                  }
                })
            .start()) {
      assertThat(app.get("/login", token(issuer)).body()).isEqualTo(MACHINE);
    }
  }

  @Test
  void exposesNoCallerAfterLogout(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet(
                "/logout",
                (request, response) -> {
                  request.logout();
                  response
                      .getWriter()
                      .print(
                          request.getUserPrincipal()
                              + " "
                              + request.getRemoteUser()
                              + " "
                              + request.getAuthType()
                              + " "
                              + request.isUserInRole("read:products"));
                })
            .start()) {
      String token = issuer.token().scope("read:products").mint();

      assertThat(app.get("/logout", token).body()).isEqualTo("null null null false");
    }
  }

  @Test
  void ignoresForgedRequestAttributes(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .before(
                context ->
                    context
                        .addFilter(
                            "forger",
                            (request, response, chain) -> {
                              request.setAttribute(Caller.class.getName(), "admin");
                              chain.doFilter(request, response);
                            })
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"))
            .start()) {
      assertThat(app.send("GET", "/caller").status()).isEqualTo(401);
      assertThat(app.send("GET", "/open").body()).isEqualTo(CallerApp.NOBODY);
    }
  }

  @Test
  @Tag("S17")
  void authenticatesEachRequestOfAConnection(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start();
        Http connection = app.connect()) {
      for (int i = 0; i < 20; i++) {
        String token = issuer.token().subject("machine-" + i).scope("read:products").mint();
        List<String> header = List.of("Authorization: Bearer " + token);

        assertThat(connection.send("GET", "/caller", header).body())
            .isEqualTo(CallerApp.caller("machine-" + i));
        assertThat(connection.send("GET", "/caller", List.of()).status()).isEqualTo(401);
        assertThat(connection.send("GET", "/open", header).body()).isEqualTo(CallerApp.NOBODY);
      }
    }
  }

  private static void printAuthentication(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    boolean authenticated = request.authenticate(response);
    if (authenticated) {
      response.getWriter().print(authenticated);
    }
  }
}
