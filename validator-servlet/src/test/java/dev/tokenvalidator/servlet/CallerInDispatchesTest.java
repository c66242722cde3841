package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The caller after a forward, an include, an asynchronous dispatch, and on an error page. */
@OnEachContainer
class CallerInDispatchesTest extends CallerTestBase {

  CallerInDispatchesTest(Container container) {
    super(container);
  }

  @Test
  void keepsTheCallerAcrossForwardAndInclude(TestIssuer issuer) throws Exception {
    assertKeepsTheCallerAcrossForwardAndInclude(app(issuer), token(issuer));
  }

  @Test
  void overridesAnEarlierFilterThatWrapsForwardsAndIncludes(TestIssuer issuer) throws Exception {
    assertKeepsTheCallerAcrossForwardAndInclude(
        app(issuer)
            .before(
                context ->
                    context
                        .addFilter("trusts a proxy", CallerApp::trustProxy)
                        .addMappingForUrlPatterns(
                            EnumSet.of(DispatcherType.FORWARD, DispatcherType.INCLUDE),
                            false,
                            "/*")),
        token(issuer));
  }

  private static void assertKeepsTheCallerAcrossForwardAndInclude(
      TestApp.Builder builder, String token) throws Exception {
    try (TestApp app =
        builder
            .servlet(
                "/forward",
                (request, response) ->
                    request.getRequestDispatcher("/caller").forward(request, response))
            .servlet(
                "/include",
                (request, response) ->
                    request.getRequestDispatcher("/caller").include(request, response))
            .start()) {
      assertThat(app.get("/forward", token).body()).isEqualTo(CALLER);
      assertThat(app.get("/include", token).body()).isEqualTo(CALLER);
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
      String token = token(issuer);

      assertThat(app.get("/async", token).body()).isEqualTo(CALLER);
      assertThat(app.get("/async-flushed", token).body()).isEqualTo("first " + CALLER);
      assertThat(app.get("/async-wrapped", token).body()).isEqualTo(CALLER);
      assertThat(app.get("/open-async", token).body()).isEqualTo(CallerApp.NOBODY);
    }
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
  @Tag("S13")
  void keepsTheCallerOnTheErrorPageOfATimeout(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .servlet("/late", (request, response) -> request.startAsync().setTimeout(100))
            .errorPage(500, "/caller")
            .start()) {
      String token = token(issuer);

      Http.Response response = app.get("/late", token);

      assertThat(response.status()).isEqualTo(500);
      assertThat(response.body()).isEqualTo(CALLER);
      assertThat(app.send("GET", "/caller").status()).isEqualTo(401);
      assertThat(app.send("GET", "/open").body()).isEqualTo(CallerApp.NOBODY);
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
      assertThat(app.get("/thread", token(issuer)).body()).isEqualTo(MACHINE);
    }
  }

  @Test
  void exposesTheCallerThroughTheAsyncContext(TestIssuer issuer) throws Exception {
    try (TestApp app =
        app(issuer)
            .before(CallerApp::trustProxy)
            .servlet("/async-request", CallerInDispatchesTest::printCallerOfTheAsyncContext)
            .servlet("/open/async-request", CallerInDispatchesTest::printCallerOfTheAsyncContext)
            .start()) {
      String token = token(issuer);

      assertThat(app.get("/async-request", token).body()).isEqualTo(CALLER);
      assertThat(app.get("/open/async-request", token).body()).isEqualTo(CallerApp.NOBODY);
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
      assertThat(app.get("/listened", token(issuer)).status()).isEqualTo(200);
      assertThat(completed.get(10, TimeUnit.SECONDS)).isEqualTo(MACHINE);
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
      String token = token(issuer);

      Http.Response response = app.get("/fails", token);

      assertThat(response.status()).isEqualTo(409);
      assertThat(response.body()).isEqualTo(CALLER);
    }
  }

  @Test
  @Tag("S12")
  void exposesNoCallerOnTheErrorPageOfAnOpenRoute(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).errorPage(409, "/caller").start()) {
      Http.Response response = app.get("/open-fails", issuer.token().mint());

      assertThat(response.status()).isEqualTo(409);
      assertThat(response.body()).isEqualTo(CallerApp.NOBODY);
    }
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
            CallerApp.printCaller(
                (HttpServletRequest) async.getRequest(), (HttpServletResponse) async.getResponse());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          async.complete();
        });
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
}
