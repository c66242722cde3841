package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends the response to a request that is turned away.
 *
 * <p>It is written directly. {@code sendError} would run an error page of the application for an
 * unknown caller. Immutable.
 *
 * @param response what is sent
 */
record Answer(TurnedAway response) {

  private static final String CONTENT_TYPE = "Content-Type";

  /** Sends it, unless the response is committed already, as it may be before an error page. */
  void send(HttpServletRequest request, HttpServletResponse to) throws IOException {
    if (Tried.orFalse(to::isCommitted)) {
      return;
    }
    to.resetBuffer();
    to.setStatus(response.status());
    response.headers().forEach((name, value) -> setHeader(name, value, to));
    if (RequestBody.closesConnection(request)) {
      to.setHeader("Connection", "close");
    }
    byte[] bytes = response.body().getBytes(StandardCharsets.US_ASCII);
    to.setContentLength(bytes.length);
    // If the method cannot be read, the container drops the body of an answer to HEAD itself.
    if (!Tried.orFalse(() -> request.getMethod().equals("HEAD"))) {
      write(bytes, to);
    }
  }

  /** The same with a body of RFC 9457. */
  Answer withProblemDetails() {
    return new Answer(response.withProblemDetails());
  }

  private static void setHeader(String name, String value, HttpServletResponse to) {
    if (name.equals(CONTENT_TYPE)) {
      to.setContentType(value);
    } else {
      to.setHeader(name, value);
    }
  }

  /** Uses the writer if a filter in front has asked for it: a response allows only one of both. */
  private void write(byte[] bytes, HttpServletResponse to) throws IOException {
    ServletOutputStream out;
    try {
      out = to.getOutputStream();
    } catch (IllegalStateException e) {
      to.getWriter().print(response.body());
      return;
    }
    out.write(bytes);
  }
}
