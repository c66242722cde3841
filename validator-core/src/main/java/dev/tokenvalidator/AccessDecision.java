package dev.tokenvalidator;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The decision about a request: let in, or turned away with a response. */
public sealed interface AccessDecision {

  /**
   * The request goes on to its handler.
   *
   * @param token the caller's token, valid now; empty if the request needs none ({@link
   *     Access#open})
   */
  record LetIn(Optional<AccessToken> token) implements AccessDecision {

    static final LetIn WITHOUT_TOKEN = new LetIn(Optional.empty());
  }

  /**
   * The request ends here, with this response: 400, 401 or 403 with a challenge (RFC 6750 section
   * 3), 405 with {@code Allow}, or 503 with {@code Retry-After}. The texts are fixed; the cause is
   * in the log.
   *
   * @param status the HTTP status
   * @param headers the header fields to set, unmodifiable; {@code Content-Length} is the server's
   * @param body JSON in ASCII; empty in the response to {@code HEAD}
   */
  record TurnedAway(int status, Map<String, String> headers, String body)
      implements AccessDecision {

    /** Copies the headers. */
    public TurnedAway {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The response that carries a challenge. */
    public static TurnedAway with(BearerChallenge challenge) {
      return of(challenge.status(), "WWW-Authenticate", challenge.header(), challenge.body());
    }

    /**
     * 503 for a token that cannot be checked now. It carries no challenge, because another token
     * would not help (RFC 9110 section 15.6.4).
     *
     * @param retryAfter {@link ValidationUnavailableException#retryAfter}; at least one second is
     *     sent
     */
    public static TurnedAway unavailable(Duration retryAfter) {
      return of(
          503,
          "Retry-After",
          Long.toString(Math.max(1, retryAfter.toSeconds())),
          "{\"error\":\"temporarily_unavailable\","
              + "\"error_description\":\"The access token cannot be checked now\"}");
    }

    /**
     * 403 where no token is enough, because nothing says what the request needs. It carries no
     * challenge: neither another scope nor another token would help.
     */
    public static TurnedAway notAllowed() {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Cache-Control", "no-store");
      headers.put("Content-Type", "application/json");
      return new TurnedAway(
          403, headers, "{\"error_description\":\"No access token allows this request\"}");
    }

    /**
     * 405 for {@code TRACE} and {@code CONNECT}, which are never let in. {@code Allow} (RFC 9110
     * section 15.5.6) lists every other method, because only the application knows those of a path.
     */
    public static TurnedAway methodNotAllowed() {
      return of(
          405,
          "Allow",
          "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
          "{\"error\":\"invalid_request\","
              + "\"error_description\":\"The method is not allowed here\"}");
    }

    /**
     * The same response with a body of RFC 9457, {@code application/problem+json}: {@code type},
     * {@code title}, {@code status} and {@code detail}, with {@code error} as an extension. Status
     * and headers, the challenge among them, stay as they are.
     */
    public TurnedAway withProblemDetails() {
      Map<String, String> changed = new LinkedHashMap<>(headers);
      changed.put("Content-Type", "application/problem+json");
      return new TurnedAway(
          status,
          changed,
          body.isEmpty()
              ? ""
              : "{\"type\":\"about:blank\",\"title\":\""
                  + title()
                  + "\",\"status\":"
                  + status
                  + ","
                  // The texts are fixed, so the name is nowhere else.
                  + body.substring(1).replace("\"error_description\":", "\"detail\":"));
    }

    /** With {@code about:blank}, the title is that of the status (RFC 9457 section 4.2.1). */
    private String title() {
      return switch (status) {
        case 400 -> "Bad Request";
        case 401 -> "Unauthorized";
        case 403 -> "Forbidden";
        case 405 -> "Method Not Allowed";
        default -> "Service Unavailable";
      };
    }

    TurnedAway withoutBody() {
      return new TurnedAway(status, headers, "");
    }

    private static TurnedAway of(int status, String header, String value, String body) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Cache-Control", "no-store");
      headers.put(header, value);
      headers.put("Content-Type", "application/json");
      return new TurnedAway(status, headers, body);
    }
  }
}
