package dev.tokenvalidator.examples.shopping.check;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A response of the API, and whether the request reached its servlets.
 *
 * @param status the HTTP status
 * @param headers the header fields, except {@code Date}
 * @param body the body
 * @param letIn whether the filter let the request in
 */
record ApiResponse(int status, Map<String, List<String>> headers, String body, boolean letIn) {

  /** The response to every invalid token, byte for byte. It does not tell the reason. */
  private static final ApiResponse TO_EVERY_BAD_TOKEN =
      new ApiResponse(
          401,
          Map.of(
              "cache-control",
              List.of("no-store"),
              "content-length",
              List.of("82"),
              "content-type",
              List.of("application/json"),
              "www-authenticate",
              List.of(
                  "Bearer error=\"invalid_token\","
                      + " error_description=\"The access token is not valid here\"")),
          "{\"error\":\"invalid_token\",\"error_description\":\"The access token is not valid here\"}",
          false);

  private static final Pattern CHALLENGE =
      Pattern.compile("Bearer error=\"(\\w+)\", error_description=\"[^\"]+\"(, scope=\"(.+)\")?");

  static ApiResponse of(HttpResponse<String> response, boolean letIn) {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.remove("date");
    return new ApiResponse(response.statusCode(), headers, response.body(), letIn);
  }

  /** The value of a header field, which must occur once. */
  String header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.size() == 1 ? values.get(0) : values.toString();
  }

  /** The status, the explanation in the headers, and whether the request was let in. */
  @Override
  public String toString() {
    return status + explanation() + (letIn ? ", let in" : ", kept out");
  }

  private String explanation() {
    if (equals(TO_EVERY_BAD_TOKEN)) {
      return " invalid_token, same answer";
    }
    if (status == 503) {
      return header("retry-after").matches("[1-9][0-9]*") ? " with Retry-After" : " " + headers;
    }
    if (!headers.containsKey("www-authenticate")) {
      return "";
    }
    String challenge = header("www-authenticate");
    if (challenge.equals("Bearer")) {
      return " bare challenge";
    }
    Matcher matcher = CHALLENGE.matcher(challenge);
    if (status == 401 || !matcher.matches()) {
      return " another answer: " + headers + " " + body;
    }
    return " " + matcher.group(1) + (matcher.group(3) == null ? "" : ", scope " + matcher.group(3));
  }
}
