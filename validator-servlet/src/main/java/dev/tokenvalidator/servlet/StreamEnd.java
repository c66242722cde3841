package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Ends the asynchronous response to a {@code GET} when its token ends, by the timeout of the
 * container: an open stream just ends, and a response that has not begun becomes a 401.
 */
final class StreamEnd {

  /** Jetty may miss a timeout that ends before the handler returns. */
  private static final long SHORTEST_MILLIS = 1_000;

  private final AccessTokenValidator validator;
  private final AccessToken token;
  private final Answer expired;

  /**
   * Prepares the end of one request.
   *
   * @param validator knows when the token ends
   * @param token of the caller
   * @param expired the answer if no response has begun
   */
  StreamEnd(AccessTokenValidator validator, AccessToken token, Answer expired) {
    this.validator = validator;
    this.token = token;
    this.expired = expired;
  }

  /** Sets the timeout of a request that becomes asynchronous. */
  Timeout start(AsyncContext started, HttpServletRequest request) {
    Timeout timeout = new Timeout(started, request);
    timeout.set(started.getTimeout());
    started.addListener(timeout);
    return timeout;
  }

  private long millisLeft() {
    return Math.max(SHORTEST_MILLIS, validator.timeLeft(token).toMillis());
  }

  private static boolean isTomcat(HttpServletRequest request) {
    return String.valueOf(request.getServletContext().getServerInfo()).startsWith("Apache Tomcat");
  }

  /** The timeout of one asynchronous cycle: that of the application, or ours if it is shorter. */
  final class Timeout implements AsyncListener {

    private final AsyncContext started;
    private final HttpServletRequest request;

    /** At the start of the cycle, from which Tomcat counts whenever the timeout is set. */
    private final long left;

    private volatile boolean isOurs;
    private volatile long given;
    private volatile boolean hasEnded;

    private Timeout(AsyncContext started, HttpServletRequest request) {
      this.started = started;
      this.request = request;
      this.left = millisLeft();
    }

    /**
     * Takes what the application asks for.
     *
     * @param milliseconds zero or less for no timeout
     */
    void set(long milliseconds) {
      given = milliseconds;
      isOurs = milliseconds <= 0 || left < milliseconds;
      started.setTimeout(isOurs ? left : milliseconds);
    }

    /** Jetty and Undertow count from now on. */
    void handlerReturned() {
      if (!isOurs || isTomcat(request)) {
        return;
      }
      try {
        started.setTimeout(millisLeft());
      } catch (IllegalStateException e) {
        // It is complete, or about to be dispatched.
      }
    }

    /** What the application asked for. */
    long given() {
      return given;
    }

    /** Whether the response was ended with its token. */
    boolean hasEnded() {
      return hasEnded;
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      if (isOurs) {
        hasEnded = true;
        try {
          if (started.getResponse() instanceof HttpServletResponse response) {
            answer(response);
          }
        } finally {
          complete();
        }
      }
    }

    /** What the handler has set is for its own body; what a CORS filter has set stays. */
    private void answer(HttpServletResponse response) throws IOException {
      if (response.isCommitted()) {
        return;
      }
      Map<String, List<String>> kept = new LinkedHashMap<>();
      for (String name : response.getHeaderNames()) {
        if (name.toLowerCase(Locale.ROOT).startsWith("access-control-")) {
          kept.put(name, List.copyOf(response.getHeaders(name)));
        }
      }
      response.reset();
      kept.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
      expired.send(request, response);
    }

    private void complete() {
      try {
        started.complete();
      } catch (IllegalStateException e) {
        // The application has completed it in the same moment.
      }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // The next cycle passes the filter again, or starts with a wrapper of the same request.
    }

    @Override
    public void onComplete(AsyncEvent event) {
      // Nothing is left to do.
    }

    @Override
    public void onError(AsyncEvent event) {
      // The application's own listeners handle it.
    }
  }
}
