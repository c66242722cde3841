package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The response to a request that is turned away: a status, one header that explains it, and a small
 * JSON body.
 *
 * <p>It is written directly. {@code sendError} would run an error page of the application for an
 * unknown caller. Immutable.
 *
 * @param status the HTTP status
 * @param header the name of the header; null for none
 * @param value the value of the header
 * @param body JSON, in ASCII
 */
record Answer(int status, @Nullable String header, String value, String body) {

  /** Sends it, unless the response is committed already, as it may be before an error page. */
  void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (Tried.orFalse(response::isCommitted)) {
      return;
    }
    response.resetBuffer();
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    if (header != null) {
      response.setHeader(header, value);
    }
    if (RequestBody.closesConnection(request)) {
      response.setHeader("Connection", "close");
    }
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    // If the method cannot be read, the container drops the body of an answer to HEAD itself.
    if (!Tried.orFalse(() -> request.getMethod().equals("HEAD"))) {
      write(bytes, response);
    }
  }

  /** Uses the writer if a filter in front has asked for it: a response allows only one of both. */
  private void write(byte[] bytes, HttpServletResponse response) throws IOException {
    ServletOutputStream out;
    try {
      out = response.getOutputStream();
    } catch (IllegalStateException e) {
      response.getWriter().print(body);
      return;
    }
    out.write(bytes);
  }
}
