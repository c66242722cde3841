package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An asynchronous GET ends with its token. The container's timeout is in real time. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class StreamEndTest {

  private static final List<RuntimeException> FAILURES = new CopyOnWriteArrayList<>();

  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final Container container;

  StreamEndTest(Container container) {
    this.container = container;
  }

  @AfterEach
  void endClients() {
    FAILURES.clear();
    clients.shutdownNow();
  }

  private TestApp.Builder streams(TestIssuer issuer, boolean endsWithToken) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter -> {
              filter.route("/*", allOf("read"));
              if (endsWithToken) {
                filter.endStreamsWithToken();
              }
            })
        .servlet("/*", StreamEndTest::stream);
  }

  /** Writes nothing more until the application's own timeout, if it has one. */
  private static void stream(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext async =
        request.getParameter("wrapped") == null
            ? request.startAsync()
            : request.startAsync(request, response);
    if (request.getParameter("silent") != null) {
      response.setHeader("Content-Encoding", "gzip");
      response.setHeader("Access-Control-Allow-Origin", "https://shop.example");
      response.setCharacterEncoding("UTF-16");
      response.getWriter();
    }
    String timeout = request.getParameter("timeout");
    request.getAsyncContext().setTimeout(timeout == null ? 0 : Long.parseLong(timeout));
    async.addListener(new AtTimeout());
    if (request.getParameter("silent") == null) {
      response.getOutputStream().print("begun");
      response.flushBuffer();
    }
  }

  private static final class AtTimeout implements AsyncListener {

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      if (event.getAsyncContext().getTimeout() > 0) {
        event.getAsyncContext().getResponse().getOutputStream().print(" timeout");
      }
      end(event);
    }

    /** As many applications do, whoever has set the timeout; others dispatch. */
    private static void end(AsyncEvent event) {
      try {
        if (event.getAsyncContext().getRequest().getParameter("dispatch") == null) {
          event.getAsyncContext().complete();
        } else {
          event.getAsyncContext().dispatch("/done");
        }
      } catch (RuntimeException e) {
        FAILURES.add(e);
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private static String bearer(TestIssuer issuer, Instant end) {
    return "Authorization: Bearer " + issuer.token().scope("read").expiresAt(end).mint();
  }

  /** The end of a token that is near. A token has whole seconds, so the clock moves. */
  private static Instant nearEnd(TestIssuer issuer) {
    Instant end = issuer.clock().instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
    issuer.clock().setInstant(end.minusMillis(200));
    return end;
  }

  /** All at once, because each takes a second or two. */
  @Test
  void endsEachStreamAtItsTime(TestIssuer issuer) throws Exception {
    Instant soon = nearEnd(issuer);
    String near = bearer(issuer, soon);
    String far = bearer(issuer, soon.plusSeconds(60));
    String late = bearer(issuer, soon.minusSeconds(5));
    try (TestApp app = streams(issuer, true).start()) {
      Future<Response> open = start(app, "GET", "/s", near);
      Future<Response> wrapped = start(app, "GET", "/s?wrapped=1", near);
      Future<Response> silent = start(app, "GET", "/s?silent=1", near);
      Future<Response> dispatching = start(app, "GET", "/s?dispatch=1", near);
      Future<Response> shorter = start(app, "GET", "/s?timeout=200", far);
      Future<Response> longer = start(app, "GET", "/s?timeout=2500", far);
      Future<Response> lowerCase = start(app, "get", "/s", near);
      Future<Response> override = start(app, "POST", "/s", near, "X-HTTP-Method-Override: GET");
      Future<Response> otherMethod = start(app, "POST", "/s?timeout=2500", near);
      // Within the clock skew a token is still accepted, so its stream must not end at once.
      Future<Response> accepted = start(app, "GET", "/s?timeout=200", late);

      assertThat(open.get().status()).isEqualTo(200);
      assertThat(open.get().body()).isEqualTo("begun");
      assertThat(wrapped.get().body()).isEqualTo("begun");
      assertThat(silent.get().status()).isEqualTo(401);
      assertThat(silent.get().header("WWW-Authenticate").orElseThrow())
          .contains("error=\"invalid_token\"");
      assertThat(silent.get().headers()).doesNotContainKey("content-encoding");
      assertThat(silent.get().header("Access-Control-Allow-Origin"))
          .contains("https://shop.example");
      assertThat(silent.get().body())
          .isEqualTo(
              "{\"error\":\"invalid_token\",\"error_description\":\"The access token is not valid"
                  + " here\"}");
      assertThat(longer.get().body()).isEqualTo("begun timeout");
      assertThat(lowerCase.get().body()).isEqualTo("begun");
      assertThat(override.get().body()).isEqualTo("begun");
      assertThat(dispatching.get().body()).isEqualTo("begun");
      assertThat(shorter.get().body()).isEqualTo("begun timeout");
      assertThat(otherMethod.get().body()).isEqualTo("begun timeout");
      assertThat(accepted.get().body()).isEqualTo("begun timeout");
      assertThat(FAILURES).isEmpty();
    }
  }

  private Future<Response> start(TestApp app, String method, String target, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Content-Length: 0";
    return clients.submit(() -> app.send(method, target, all));
  }

  /**
   * Jetty and Undertow count a timeout from the return of the handler, Tomcat from the start. The
   * clock makes this handler take two of the token's three seconds.
   */
  @Test
  void countsTheTimeThatTheHandlerTakes(TestIssuer issuer) throws Exception {
    Instant end = nearEnd(issuer).plusSeconds(3);
    issuer.clock().setInstant(end.minusSeconds(3));
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/*", allOf("read")).endStreamsWithToken())
            .servlet(
                "/*",
                (request, response) -> {
                  AsyncContext async = request.startAsync();
                  async.setTimeout(0);
                  response.getOutputStream().print("begun");
                  response.flushBuffer();
                  CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS)
                      .execute(() -> writeLate(async));
                  issuer.clock().setInstant(end.minusSeconds(1));
                })
            .start()) {
      assertThat(app.send("GET", "/s", bearer(issuer, end)).body())
          .isEqualTo(container == Container.TOMCAT ? "begun late" : "begun");
    }
  }

  private static void writeLate(AsyncContext async) {
    try {
      async.getResponse().getOutputStream().print(" late");
      async.complete();
    } catch (IOException | RuntimeException e) {
      // The response has ended with its token.
    }
  }

  @Test
  void letsStreamsOutliveTheirTokenUnlessAsked(TestIssuer issuer) throws Exception {
    try (TestApp app = streams(issuer, false).start()) {
      assertThat(app.send("GET", "/s?timeout=2000", bearer(issuer, nearEnd(issuer))).body())
          .isEqualTo("begun timeout");
    }
  }

  /** As a filter does that measures: it looks at the context on the way out. */
  @Test
  void showsTheAsynchronousContextAfterADispatch(TestIssuer issuer) throws Exception {
    for (boolean endsStreams : new boolean[] {false, true}) {
      try (TestApp app =
          TestApp.on(container)
              .issuer(issuer)
              .filter(
                  filter -> {
                    filter.route("/*", allOf("read"));
                    if (endsStreams) {
                      filter.endStreamsWithToken();
                    }
                  })
              .servlet(
                  "/start",
                  (request, response) -> {
                    request.startAsync().dispatch("/done");
                    response.setHeader("Context", "" + (request.getAsyncContext() != null));
                  })
              .servlet("/done", ShopApp.answer("done"))
              .start()) {
        Response response = app.get("/start", issuer.token().scope("read").mint());

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Context")).contains("true");
        assertThat(response.body()).isEqualTo("done");
      }
    }
  }
}
