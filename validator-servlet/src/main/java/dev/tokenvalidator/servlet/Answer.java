package dev.tokenvalidator.servlet;

import dev.tokenvalidator.BearerChallenge;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told that is turned away: a status, one header that explains it, and a small
 * JSON body.
 *
 * <p>It is written here and not by {@code sendError}, which would run an error page of the
 * application for a caller that nobody knows. Immutable.
 *
 * @param status the HTTP status
 * @param header the name of the header; null for none
 * @param value the value of the header
 * @param body JSON, in ASCII
 */
record Answer(int status, @Nullable String header, String value, String body) {

  static final Answer NOT_CANONICAL =
      new Answer(
          400, null, "", json("invalid_request", "The request target is not a canonical path"));

  static final Answer NO_METHOD =
      new Answer(
          400,
          null,
          "",
          json("invalid_request", "The request names several methods, or what is no method"));

  /** RFC 9110 section 15.5.6 demands the header. Which of them a path knows is not ours to tell. */
  static final Answer METHOD_NOT_ALLOWED =
      new Answer(
          405,
          "Allow",
          "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
          json("invalid_request", "The method is not allowed here"));

  static Answer challenge(BearerChallenge challenge) {
    return new Answer(challenge.status(), "WWW-Authenticate", challenge.header(), challenge.body());
  }

  /** No challenge: another token would not help (RFC 9110 section 15.6.4). */
  static Answer unavailable(Duration retryAfter) {
    return new Answer(
        503,
        "Retry-After",
        Long.toString(Math.max(1, retryAfter.toSeconds())),
        json("temporarily_unavailable", "The access token cannot be checked now"));
  }

  /** Sends it, unless something else was sent already, as before an error page. */
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
    // Where a request cannot say so, the container leaves the body out that is not wanted.
    if (!Tried.orFalse(() -> request.getMethod().equals("HEAD"))) {
      write(bytes, response);
    }
  }

  /** By the writer, where somebody in front of us has asked for that: there is but one way. */
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

  private static String json(String error, String description) {
    return "{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}";
  }
}
