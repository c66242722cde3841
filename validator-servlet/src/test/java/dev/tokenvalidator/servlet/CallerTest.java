package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who a handler is told is calling, in every dispatch. */
@EachContainer
@ExtendWith(TestIssuerExtension.class)
class CallerTest {

  private static final String NOBODY = "null null null false none";

  private final Container container;

  CallerTest(Container container) {
    this.container = container;
  }

  @Test
  void exposesTheSubjectOfTheToken(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String token = issuer.token().subject("machine-7").scope("read:products").mint();

      assertThat(app.get("/caller", token).body()).isEqualTo(caller("machine-7"));
    }
  }

  @Test
  void exposesNoCallerOnOpenRoutes(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).before(CallerTest::believeInAdmin).start()) {
      String token = issuer.token().scope("read:products").mint();

      assertThat(app.get("/open", token).body()).isEqualTo(NOBODY);
      assertThat(app.send("GET", "/open", "X-Forwarded-User: admin").body()).isEqualTo(NOBODY);
    }
  }

  @Test
  void ignoresTheCallerOfTheContainer(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).before(CallerTest::believeInAdmin).start()) {
      assertThat(app.send("GET", "/caller").status()).isEqualTo(401);
      String token = issuer.token().subject("machine-7").scope("read:products").mint();
      assertThat(app.get("/caller", token).body()).isEqualTo(caller("machine-7"));
    }
  }

  @Test
  void keepsTheCallerAcrossForwardAndInclude(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet(
                "/forward",
                (request, response) ->
                    request.getRequestDispatcher("/caller").forward(request, response))
            .servlet(
                "/include",
                (request, response) ->
                    request.getRequestDispatcher("/caller").include(request, response))
            .start()) {
      String token = issuer.token().subject("machine-7").scope("read:products").mint();

      assertThat(app.get("/forward", token).body()).isEqualTo(caller("machine-7"));
      assertThat(app.get("/include", token).body()).isEqualTo(caller("machine-7"));
    }
  }

  @Test
  @Tag("S13")
  void keepsTheCallerAcrossAsyncDispatches(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet(
                "/async",
                (request, response) -> {
                  AsyncContext async = request.startAsync();
                  async.start(() -> async.dispatch("/caller"));
                })
            .servlet(
                "/async-flushed",
                (request, response) -> {
                  response.getWriter().print("first ");
                  response.flushBuffer();
                  request.startAsync().dispatch("/caller");
                })
            .servlet(
                "/async-wrapped",
                (request, response) -> request.startAsync(request, response).dispatch("/caller"))
            .start()) {
      String token = issuer.token().subject("machine-7").scope("read:products").mint();

      assertThat(app.get("/async", token).body()).isEqualTo(caller("machine-7"));
      assertThat(app.get("/async-flushed", token).body()).isEqualTo("first " + caller("machine-7"));
      assertThat(app.get("/async-wrapped", token).body()).isEqualTo(caller("machine-7"));
      assertThat(app.get("/open-async", token).body()).isEqualTo(NOBODY);
    }
  }

  @Test
  @Tag("S13")
  void keepsTheCallerOnTheErrorPageOfATimeout(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet("/late", (request, response) -> request.startAsync().setTimeout(100))
            .errorPage(500, "/caller")
            .start()) {
      String token = issuer.token().subject("machine-7").scope("read:products").mint();

      Http.Response response = app.get("/late", token);

      assertThat(response.status()).isEqualTo(500);
      assertThat(response.body()).isEqualTo(caller("machine-7"));
      assertThat(app.send("GET", "/caller").status()).isEqualTo(401);
      assertThat(app.send("GET", "/open").body()).isEqualTo(NOBODY);
    }
  }

  @Test
  @Tag("S13")
  void exposesTheTokenOnAnotherThread(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet(
                "/thread",
                (request, response) -> {
                  AsyncContext async = request.startAsync();
                  async.start(
                      () -> {
                        String subject =
                            BearerTokenFilter.accessToken(async.getRequest()).subject();
                        write((HttpServletResponse) async.getResponse(), subject);
                        async.complete();
                      });
                })
            .start()) {
      assertThat(app.get("/thread", issuer.token().subject("machine-7").mint()).body())
          .isEqualTo("machine-7");
    }
  }

  @Test
  void exposesTheCallerThroughTheAsyncContext(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .before(CallerTest::believeInAdmin)
            .servlet("/async-request", CallerTest::printCallerOfTheAsyncContext)
            .servlet("/open/async-request", CallerTest::printCallerOfTheAsyncContext)
            .start()) {
      String token = issuer.token().subject("machine-7").scope("read:products").mint();

      assertThat(app.get("/async-request", token).body()).isEqualTo(caller("machine-7"));
      assertThat(app.get("/open/async-request", token).body()).isEqualTo(NOBODY);
    }
  }

  @Test
  void overridesAnEarlierFilterThatWrapsForwardsAndIncludes(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .before(
                context ->
                    context
                        .addFilter("believer", CallerTest::believe)
                        .addMappingForUrlPatterns(
                            EnumSet.of(DispatcherType.FORWARD, DispatcherType.INCLUDE),
                            false,
                            "/*"))
            .servlet(
                "/forward",
                (request, response) ->
                    request.getRequestDispatcher("/caller").forward(request, response))
            .servlet(
                "/include",
                (request, response) ->
                    request.getRequestDispatcher("/caller").include(request, response))
            .start()) {
      String token = issuer.token().subject("machine-7").scope("read:products").mint();

      assertThat(app.get("/forward", token).body()).isEqualTo(caller("machine-7"));
      assertThat(app.get("/include", token).body()).isEqualTo(caller("machine-7"));
    }
  }

  @Test
  void authenticatesByTokenOnly(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .before(CallerTest::believeInAdmin)
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
      assertThat(app.get("/login", issuer.token().subject("machine-7").mint()).body())
          .isEqualTo("machine-7");
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
  @Tag("S12")
  void keepsTheCallerOnAnErrorPage(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet("/fails", (request, response) -> response.sendError(409))
            .errorPage(409, "/caller")
            .start()) {
      String token = issuer.token().subject("machine-7").scope("read:products").mint();

      Http.Response response = app.get("/fails", token);

      assertThat(response.status()).isEqualTo(409);
      assertThat(response.body()).isEqualTo(caller("machine-7"));
    }
  }

  @Test
  @Tag("S12")
  void exposesNoCallerOnTheErrorPageOfAnOpenRoute(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).errorPage(409, "/caller").start()) {
      Http.Response response = app.get("/open-fails", issuer.token().mint());

      assertThat(response.status()).isEqualTo(409);
      assertThat(response.body()).isEqualTo(NOBODY);
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
      assertThat(app.send("GET", "/open").body()).isEqualTo(NOBODY);
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
            .isEqualTo(caller("machine-" + i));
        assertThat(connection.send("GET", "/caller", List.of()).status()).isEqualTo(401);
        assertThat(connection.send("GET", "/open", header).body()).isEqualTo(NOBODY);
      }
    }
  }

  /** Prints all that a handler can ask about its caller. */
  private static void printCaller(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Principal principal = request.getUserPrincipal();
    String token;
    try {
      token = BearerTokenFilter.accessToken(request).subject();
    } catch (IllegalStateException e) {
      token = "none";
    }
    response
        .getWriter()
        .print(
            (principal == null ? null : principal.getName())
                + " "
                + request.getRemoteUser()
                + " "
                + request.getAuthType()
                + " "
                + request.isUserInRole("read:products")
                + (request.isUserInRole("write:products") ? " writes" : "")
                + " "
                + token);
  }

  private static String caller(String subject) {
    return subject + " " + subject + " Bearer true " + subject;
  }

  private static void write(HttpServletResponse response, String text) {
    try {
      response.getWriter().print(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void printCallerOfTheAsyncContext(
      HttpServletRequest request, HttpServletResponse response) {
    AsyncContext async = request.startAsync();
    async.start(
        () -> {
          try {
            printCaller(
                (HttpServletRequest) async.getRequest(), (HttpServletResponse) async.getResponse());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          async.complete();
        });
  }

  @Test
  void keepsTheTargetOfAnAsyncDispatch(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet(
                "/files/*",
                (request, response) -> {
                  if (request.getDispatcherType() == DispatcherType.ASYNC) {
                    response.getWriter().print(request.getPathInfo());
                  } else {
                    request.startAsync().dispatch();
                  }
                })
            .start()) {
      String token = issuer.token().mint();

      assertThat(app.get("/files/a%20b", token).body()).isEqualTo("/a b");
      assertThat(app.get("/files/plain", token).body()).isEqualTo("/plain");
    }
  }

  @Test
  void exposesTheCallerToAsyncListeners(TestIssuer issuer) throws Exception {
    CompletableFuture<String> completed = new CompletableFuture<>();
    try (TestApp app =
        app(issuer)
            .servlet(
                "/listened",
                (request, response) -> {
                  request.startAsync();
                  request.getAsyncContext().addListener(new CompletionListener(completed));
                  request.getAsyncContext().complete();
                })
            .start()) {
      assertThat(app.get("/listened", issuer.token().subject("machine-7").mint()).status())
          .isEqualTo(200);
      assertThat(completed.get(10, TimeUnit.SECONDS)).isEqualTo("machine-7");
    }
  }

  private static final class CompletionListener implements AsyncListener {

    private final CompletableFuture<String> completed;

    CompletionListener(CompletableFuture<String> completed) {
      this.completed = completed;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      HttpServletRequest request = (HttpServletRequest) event.getAsyncContext().getRequest();
      completed.complete(request.getRemoteUser());
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private static void printAuthentication(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    boolean authenticated = request.authenticate(response);
    if (authenticated) {
      response.getWriter().print(authenticated);
    }
  }

  private static void believeInAdmin(ServletContext context) {
    FilterRegistration.Dynamic believer = context.addFilter("believer", CallerTest::believe);
    believer.setAsyncSupported(true);
    believer.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
  }

  private static void believe(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new Believed((HttpServletRequest) request), response);
  }

  /** What a container tells that trusts a proxy in front of it. */
  private static final class Believed extends HttpServletRequestWrapper {

    Believed(HttpServletRequest request) {
      super(request);
    }

    @Override
    public Principal getUserPrincipal() {
      return () -> "admin";
    }

    @Override
    public String getRemoteUser() {
      return "admin";
    }

    @Override
    public boolean isUserInRole(String role) {
      return true;
    }

    @Override
    public String getAuthType() {
      return "BASIC";
    }
  }

  private TestApp.Builder app(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("/open", open())
                    .route("/open-async", open())
                    .route("/open-fails", open())
                    .route("/open/*", open())
                    .route("/*", authenticated()))
        .servlet("/caller", CallerTest::printCaller)
        .servlet("/open", CallerTest::printCaller)
        .servlet("/open-fails", (request, response) -> response.sendError(409))
        .servlet("/open-async", (request, response) -> request.startAsync().dispatch("/caller"));
  }
}
