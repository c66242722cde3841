package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.internal.settings.NamedValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How requests are turned away in front of a handler. Immutable.
 *
 * @param realm of the challenges; null for none
 * @param problemDetails whether the body is that of RFC 9457
 */
record Refusals(@Nullable String realm, boolean problemDetails) {

  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String EXPOSED = "Access-Control-Expose-Headers";

  static Refusals of(EnvironmentSettings settings) {
    return new Refusals(
        settings.find(FilterProperty.REALM).map(NamedValue::text).orElse(null),
        settings.isOn(FilterProperty.PROBLEM_DETAILS));
  }

  /** A refusal with the body that the application asks for. */
  private TurnedAway shown(TurnedAway refusal) {
    return problemDetails ? refusal.withProblemDetails() : refusal;
  }

  /**
   * Whether a refusal closes the connection. A server that has not read the body may close it, and
   * says so only if it is told to (RFC 9112 section 9.6). HTTP/2 ends only the stream.
   */
  private static boolean closesConnection(HttpServletRequest request) {
    boolean hasBody =
        request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    return hasBody && request.getProtocol().startsWith("HTTP/1.");
  }

  /** Whether the challenge has an address that scripts of other sites need. */
  private static boolean namesMetadata(TurnedAway refusal) {
    return refusal.headers().getOrDefault(CHALLENGE, "").contains("resource_metadata=");
  }

  private static boolean exposesChallenge(String names) {
    return names.contains("*")
        || names.toLowerCase(Locale.ROOT).contains(CHALLENGE.toLowerCase(Locale.ROOT));
  }

  /** Sends a refusal to a request whose body nobody has read. */
  void send(TurnedAway refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (closesConnection(request)) {
      response.setHeader("Connection", "close");
    }
    send(refusal, response);
  }

  /** Sends a refusal. {@code sendError} would run an error page of the application instead. */
  private void send(TurnedAway refusal, HttpServletResponse response) throws IOException {
    TurnedAway sent = shown(refusal);
    response.resetBuffer();
    response.setStatus(sent.status());
    sent.headers()
        .forEach(
            (name, value) -> {
              if (name.equals("Content-Type")) {
                response.setContentType(value);
              } else {
                response.setHeader(name, value);
              }
            });
    if (namesMetadata(sent)
        && response.containsHeader("Access-Control-Allow-Origin")
        && response.getHeaders(EXPOSED).stream().noneMatch(Refusals::exposesChallenge)) {
      response.addHeader(EXPOSED, CHALLENGE);
    }
    byte[] body = sent.body().getBytes(StandardCharsets.US_ASCII);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
