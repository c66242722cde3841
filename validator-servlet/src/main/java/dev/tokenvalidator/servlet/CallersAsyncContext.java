package dev.tokenvalidator.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * An asynchronous request as handlers and their listeners see it: with the caller of the token. The
 * container starts and dispatches it with its own request and response (Servlet 6.0 section 9.6).
 */
final class CallersAsyncContext implements AsyncContext {

  private final AsyncContext started;
  private final ServletRequest request;

  /**
   * Wraps the context of a request.
   *
   * @param started by the container
   * @param request as handlers see it
   */
  CallersAsyncContext(AsyncContext started, ServletRequest request) {
    this.started = started;
    this.request = request;
  }

  @Override
  public ServletRequest getRequest() {
    return request;
  }

  @Override
  public ServletResponse getResponse() {
    return started.getResponse();
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

  @Override
  public void complete() {
    started.complete();
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
    started.setTimeout(milliseconds);
  }

  @Override
  public long getTimeout() {
    return started.getTimeout();
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

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      listener.onTimeout(seen(event));
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
              new CallersAsyncContext(event.getAsyncContext(), request),
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
