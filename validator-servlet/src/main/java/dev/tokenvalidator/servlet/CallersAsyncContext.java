package dev.tokenvalidator.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous request as handlers and their listeners see it: with the caller of the token. The
 * container starts and dispatches it with its own request and response (Servlet 6.0 section 9.6).
 */
final class CallersAsyncContext implements AsyncContext {

  private final AsyncContext started;

  /** Null for that of the container, which may forbid to ask for it. */
  private final @Nullable ServletRequest request;

  private final @Nullable ServletResponse response;

  /** Null if the application alone decides how long it takes. */
  private final StreamEnd.@Nullable Timeout timeout;

  /**
   * Wraps the context of a request.
   *
   * @param started by the container
   * @param request as handlers see it; null for that of the container
   * @param response as handlers see it; null for that of the container
   * @param timeout that ends it with the token; null if the application alone decides
   */
  CallersAsyncContext(
      AsyncContext started,
      @Nullable ServletRequest request,
      @Nullable ServletResponse response,
      StreamEnd.@Nullable Timeout timeout) {
    this.started = started;
    this.request = request;
    this.response = response;
    this.timeout = timeout;
  }

  @Override
  public ServletRequest getRequest() {
    return request == null ? started.getRequest() : request;
  }

  @Override
  public ServletResponse getResponse() {
    return response == null ? started.getResponse() : response;
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return started.hasOriginalRequestAndResponse();
  }

  @Override
  public void dispatch() {
    started.dispatch();
  }

  @Override
  public void dispatch(String path) {
    started.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    started.dispatch(context, path);
  }

  /** An application may end what has just ended with its token. */
  @Override
  public void complete() {
    if (timeout == null || !timeout.hasEnded()) {
      started.complete();
    }
  }

  @Override
  public void start(Runnable run) {
    started.start(run);
  }

  @Override
  public void addListener(AsyncListener listener) {
    started.addListener(new Listener(listener));
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest supplied, ServletResponse response) {
    started.addListener(new Listener(listener), supplied, response);
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return started.createListener(type);
  }

  @Override
  public void setTimeout(long milliseconds) {
    if (timeout == null) {
      started.setTimeout(milliseconds);
    } else {
      timeout.set(milliseconds);
    }
  }

  @Override
  public long getTimeout() {
    return timeout == null ? started.getTimeout() : timeout.given();
  }

  /** Passes events on to a listener, with this context in place of the container's. */
  private final class Listener implements AsyncListener {

    private final AsyncListener listener;

    Listener(AsyncListener listener) {
      this.listener = listener;
    }

    @Override
    public void onComplete(AsyncEvent event) throws IOException {
      listener.onComplete(seen(event));
    }

    /** Not told of the end of the token, which has completed it: nothing can follow. */
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      if (timeout == null || !timeout.hasEnded()) {
        listener.onTimeout(seen(event));
      }
    }

    @Override
    public void onError(AsyncEvent event) throws IOException {
      listener.onError(seen(event));
    }

    /** The container drops listeners for the next cycle, so many add themselves again here. */
    @Override
    public void onStartAsync(AsyncEvent event) throws IOException {
      listener.onStartAsync(
          new AsyncEvent(
              new CallersAsyncContext(event.getAsyncContext(), request, response, null),
              event.getSuppliedRequest(),
              event.getSuppliedResponse(),
              event.getThrowable()));
    }

    private AsyncEvent seen(AsyncEvent event) {
      return new AsyncEvent(
          CallersAsyncContext.this,
          event.getSuppliedRequest(),
          event.getSuppliedResponse(),
          event.getThrowable());
    }
  }
}
