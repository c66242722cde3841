package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers every {@link MixedRequest} with the caller that the handler sees. */
final class MixedApp implements AutoCloseable {

  static final int USERS = 100;

  /** Shows the caller if the response has no body, or a body that the container writes. */
  static final String CALLER_HEADER = "X-Caller";

  private static final List<String> ROLES =
      IntStream.range(0, USERS).mapToObj(MixedRequest::role).toList();

  private final @Nullable ExecutorService executor;
  private final ExecutorService workers = Executors.newFixedThreadPool(4);
  private final AtomicLong refusals = new AtomicLong();
  private final AtomicLong onVirtualThreads = new AtomicLong();
  private final TestApp app;

  MixedApp(Container container, ThreadKind threads, TestIssuer issuer) throws Exception {
    executor = threads.executor();
    app =
        TestApp.on(container)
            .executor(executor)
            .issuer(
                issuer,
                settings ->
                    settings
                        // Room for every connection, so that bad tokens get 401 and need not wait.
                        .concurrentVerifications(MixedRequestsTest.CONNECTIONS)
                        .listener(
                            new ValidatorListener() {
                              @Override
                              public void refused(Refusal refusal) {
                                refusals.incrementAndGet();
                              }
                            }))
            .filter(
                filter ->
                    filter
                        .route("/open/*", open())
                        .route("/caller/writes", allOf("write:products"))
                        .route("/*", authenticated()))
            .servlet("/caller/*", this::showCaller)
            .servlet("/open/caller", this::showCaller)
            .servlet("/forward", (in, out) -> in.getRequestDispatcher("/caller").forward(in, out))
            .servlet("/include", (in, out) -> in.getRequestDispatcher("/caller").include(in, out))
            .servlet("/send-error", (in, out) -> out.sendError(409))
            .servlet("/open/send-error", (in, out) -> out.sendError(409))
            .servlet("/throws", MixedApp::fail)
            .servlet("/open/throws", MixedApp::fail)
            .servlet("/async-dispatch", (in, out) -> dispatch(in.startAsync(), "/caller"))
            .servlet("/open/async-dispatch", (in, out) -> dispatch(in.startAsync(), "/caller"))
            .servlet("/async-throws", (in, out) -> dispatch(in.startAsync(), "/throws"))
            .servlet("/async-complete", this::complete)
            .servlet("/async-write", MixedApp::write)
            .errorPage(409, "/caller")
            .errorPage(500, "/caller")
            .start();
  }

  Http connect() throws IOException {
    return app.connect();
  }

  /** The number of refusals that the listener received. */
  long refusals() {
    return refusals.get();
  }

  /** The number of requests whose handler ran on a virtual thread. */
  long onVirtualThreads() {
    return onVirtualThreads.get();
  }

  @Override
  public void close() {
    app.close();
    workers.shutdownNow();
    if (executor != null) {
      executor.shutdownNow();
    }
  }

  private void showCaller(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.REQUEST
        && ThreadKind.current() == ThreadKind.VIRTUAL) {
      onVirtualThreads.incrementAndGet();
    }
    show(request, response);
  }

  private static void show(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String caller = caller(request);
    response.setHeader(CALLER_HEADER, caller);
    response.getWriter().print(caller);
  }

  /** The caller in all four ways in which a handler can ask for it. */
  private static String caller(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    String token;
    try {
      token = BearerTokenFilter.accessToken(request).subject();
    } catch (IllegalStateException e) {
      token = "none";
    }
    return MixedRequest.caller(
        principal == null ? "null" : principal.getName(),
        String.valueOf(request.getRemoteUser()),
        token,
        ROLES.stream().filter(request::isUserInRole).toList());
  }

  private static void fail(HttpServletRequest request, HttpServletResponse response) {
    throw new IllegalStateException("thrown by a handler");
  }

  private void dispatch(AsyncContext async, String target) {
    workers.execute(() -> async.dispatch(target));
  }

  private void complete(HttpServletRequest request, HttpServletResponse response) {
    AsyncContext async = request.startAsync(request, response);
    workers.execute(
        () -> {
          try {
            show(
                (HttpServletRequest) async.getRequest(), (HttpServletResponse) async.getResponse());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            async.complete();
          }
        });
  }

  /** Without blocking (Servlet 6.0 section 5.8). */
  private static void write(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext async = request.startAsync();
    ServletOutputStream out = response.getOutputStream();
    out.setWriteListener(
        new WriteListener() {
          private boolean written;

          @Override
          public void onWritePossible() throws IOException {
            if (!written && out.isReady()) {
              written = true;
              out.write(caller(request).getBytes(StandardCharsets.UTF_8));
            }
            if (written && out.isReady()) {
              async.complete();
            }
          }

          @Override
          public void onError(Throwable failure) {
            async.complete();
          }
        });
  }
}
