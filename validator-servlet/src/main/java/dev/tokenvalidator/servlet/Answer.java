package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.ProtectedResourceMetadata;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Sends a response of this filter's own: to a request that is turned away, or with the metadata of
 * a protected resource.
 *
 * <p>It is written directly. {@code sendError} would run an error page of the application for an
 * unknown caller. Immutable.
 *
 * @param status the HTTP status
 * @param headers the header fields to set
 * @param body JSON in ASCII; may be empty
 * @param namesMetadata whether its challenge names the metadata of a protected resource
 */
record Answer(int status, Map<String, String> headers, String body, boolean namesMetadata) {

  private static final String CONTENT_TYPE = "Content-Type";
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String EXPOSED = "Access-Control-Expose-Headers";

  static Answer of(TurnedAway refusal) {
    return of(refusal, false);
  }

  static Answer of(TurnedAway refusal, boolean namesMetadata) {
    return new Answer(refusal.status(), refusal.headers(), refusal.body(), namesMetadata);
  }

  static Answer of(ProtectedResourceMetadata.Response response) {
    return new Answer(response.status(), response.headers(), response.body(), false);
  }

  /** Sends it, unless the response is committed already, as it may be before an error page. */
  void send(HttpServletRequest request, HttpServletResponse to) throws IOException {
    if (Tried.orFalse(to::isCommitted)) {
      return;
    }
    to.resetBuffer();
    to.setStatus(status);
    headers.forEach((name, value) -> setHeader(name, value, to));
    exposeChallenge(to);
    if (RequestBody.closesConnection(request)) {
      to.setHeader("Connection", "close");
    }
    if (status == HttpServletResponse.SC_NO_CONTENT
        || status == HttpServletResponse.SC_NOT_MODIFIED) {
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    to.setContentLength(bytes.length);
    // If the method cannot be read, the container drops the body of an answer to HEAD itself.
    if (!Tried.orFalse(() -> request.getMethod().equals("HEAD"))) {
      write(bytes, to);
    }
  }

  /** The same with a body of RFC 9457. */
  Answer withProblemDetails() {
    return of(new TurnedAway(status, headers, body).withProblemDetails(), namesMetadata);
  }

  /**
   * Lets scripts of other sites read the address of the metadata, where a CORS filter in front has
   * let them read the response at all.
   */
  private void exposeChallenge(HttpServletResponse to) {
    if (namesMetadata
        && Tried.orFalse(() -> to.containsHeader("Access-Control-Allow-Origin"))
        && Tried.orFalse(
            () -> to.getHeaders(EXPOSED).stream().noneMatch(Answer::exposesChallenge))) {
      to.addHeader(EXPOSED, CHALLENGE);
    }
  }

  private static boolean exposesChallenge(String names) {
    return names.contains("*")
        || names.toLowerCase(Locale.ROOT).contains(CHALLENGE.toLowerCase(Locale.ROOT));
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
      to.getWriter().print(body);
      return;
    }
    out.write(bytes);
  }
}
