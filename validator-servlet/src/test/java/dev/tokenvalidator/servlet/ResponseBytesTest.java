package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The responses of RFC 6750 section 3, byte for byte as the client receives them. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class ResponseBytesTest {

  /** Every character that RFC 6749 section 3.3 allows in a scope. */
  private static final String SCOPE =
      "!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

  /** ASCII that needs no escape in a quoted string (RFC 9110 section 5.6.4). */
  private static final String REALM = "The shop, " + SCOPE;

  private static final String INVALID_REQUEST =
      "error=\"invalid_request\","
          + " error_description=\"The request does not carry one well-formed bearer token\"";
  private static final String INVALID_TOKEN =
      "error=\"invalid_token\", error_description=\"The access token is not valid here\"";
  private static final String INSUFFICIENT_SCOPE =
      "error=\"insufficient_scope\","
          + " error_description=\"The access token does not allow this request\"";

  private final Container container;

  ResponseBytesTest(Container container) {
    this.container = container;
  }

  @Test
  @Tag("S01")
  void sendsABareChallengeWithoutToken(TestIssuer issuer) throws Exception {
    String body = "{\"error_description\":\"An access token is required\"}";
    try (TestApp app = shop(issuer).start()) {
      assertResponse(app, "/products", List.of(), 401, "www-authenticate: Bearer", body);
      List<String> basic = List.of("Authorization: Basic dXNlcjpwYXNz");
      assertResponse(app, "/products", basic, 401, "www-authenticate: Bearer", body);
    }
    try (TestApp app = shop(issuer).filter(filter -> filter.realm(REALM)).start()) {
      String challenge = "www-authenticate: Bearer realm=\"" + REALM + "\"";
      assertResponse(app, "/products", List.of(), 401, challenge, body);
    }
  }

  @Test
  @Tag("S02")
  void sendsInvalidRequestForAMalformedHeader(TestIssuer issuer) throws Exception {
    List<String> malformed = List.of("Authorization: Bearer a b");
    String body =
        "{\"error\":\"invalid_request\",\"error_description\":"
            + "\"The request does not carry one well-formed bearer token\"}";
    try (TestApp app = shop(issuer).start()) {
      String challenge = "www-authenticate: Bearer " + INVALID_REQUEST;
      assertResponse(app, "/products", malformed, 400, challenge, body);
    }
    try (TestApp app = shop(issuer).filter(filter -> filter.realm(REALM)).start()) {
      String challenge = "www-authenticate: Bearer realm=\"" + REALM + "\", " + INVALID_REQUEST;
      assertResponse(app, "/products", malformed, 400, challenge, body);
    }
  }

  @Test
  @Tag("S04")
  void sendsInvalidTokenForAnExpiredToken(TestIssuer issuer) throws Exception {
    List<String> expired = bearer(issuer.token().expired().mint());
    String body =
        "{\"error\":\"invalid_token\",\"error_description\":\"The access token is not valid here\"}";
    try (TestApp app = shop(issuer).start()) {
      String challenge = "www-authenticate: Bearer " + INVALID_TOKEN;
      assertResponse(app, "/products", expired, 401, challenge, body);
    }
    try (TestApp app = shop(issuer).filter(filter -> filter.realm(REALM)).start()) {
      String challenge = "www-authenticate: Bearer realm=\"" + REALM + "\", " + INVALID_TOKEN;
      assertResponse(app, "/products", expired, 401, challenge, body);
    }
  }

  @Test
  @Tag("S05")
  void sendsInsufficientScopeWithTheScopes(TestIssuer issuer) throws Exception {
    List<String> token = bearer(issuer.token().subject("a-person").scope("other").mint());
    String body =
        "{\"error\":\"insufficient_scope\",\"error_description\":"
            + "\"The access token does not allow this request\"}";
    String bare = "www-authenticate: Bearer " + INSUFFICIENT_SCOPE;
    try (TestApp app = shop(issuer).start()) {
      String named = bare + ", scope=\"read:products " + SCOPE + "\"";
      assertResponse(app, "/products", token, 403, named, body);
      assertResponse(app, "/machines", token, 403, bare, body);
    }
    try (TestApp app = shop(issuer).filter(filter -> filter.realm(REALM)).start()) {
      String challenge =
          "www-authenticate: Bearer realm=\""
              + REALM
              + "\", "
              + INSUFFICIENT_SCOPE
              + ", scope=\"read:products "
              + SCOPE
              + "\"";
      assertResponse(app, "/products", token, 403, challenge, body);
    }
  }

  /** No scope would help, so nothing names one. */
  @Test
  void sendsNoChallengeWhereNoRuleIs(TestIssuer issuer) throws Exception {
    try (TestApp app = shop(issuer).start()) {
      assertResponse(
          app,
          "/forgotten",
          bearer(issuer.token().mint()),
          403,
          null,
          "{\"error_description\":\"No access token allows this request\"}");
    }
  }

  @Test
  @Tag("S07")
  void sendsInvalidRequestForANonCanonicalTarget(TestIssuer issuer) throws Exception {
    String body =
        "{\"error\":\"invalid_request\",\"error_description\":"
            + "\"The request target is not a canonical path\"}";
    try (TestApp app = shop(issuer).filter(filter -> filter.realm(REALM)).start()) {
      assertResponse(app, "/products;a", List.of(), 400, null, body);
    }
  }

  @Test
  @Tag("S23")
  void sendsRetryAfterWhileTheIssuerIsDown(TestIssuer issuer) throws Exception {
    List<String> token = bearer(issuer.token().mint());
    String body =
        "{\"error\":\"temporarily_unavailable\",\"error_description\":"
            + "\"The access token cannot be checked now\"}";
    issuer.stop();
    try (TestApp app = shop(issuer).filter(filter -> filter.realm(REALM)).start()) {
      String answer = app.exchange("GET", "/products", token.toArray(String[]::new));
      String seconds = answer.replaceFirst("(?s).*Retry-After: ([1-9][0-9]*)\r\n.*", "$1");

      assertThat(Integer.parseInt(seconds)).isBetween(1, 900);
      assertThat(relevant(answer)).isEqualTo(expected(503, "retry-after: " + seconds, body));
    }
  }

  private static void assertResponse(
      TestApp app,
      String target,
      List<String> headers,
      int status,
      @Nullable String header,
      String body)
      throws IOException {
    String[] sent = headers.toArray(String[]::new);
    List<String> expected = expected(status, header, body);

    assertThat(relevant(app.exchange("GET", target, sent))).isEqualTo(expected);
    assertThat(relevant(app.exchange("HEAD", target, sent)))
        .as("HEAD gets the response to GET without its body")
        .isEqualTo(
            Stream.concat(expected.subList(0, expected.size() - 1).stream(), Stream.of(""))
                .toList());
    assertThat(app.calls()).isZero();
  }

  private static List<String> expected(int status, @Nullable String header, String body) {
    List<String> lines = new ArrayList<>();
    lines.add("cache-control: no-store");
    lines.add("content-length: " + body.length());
    lines.add("content-type: application/json");
    if (header != null) {
      lines.add(header);
    }
    lines.add(0, "HTTP/1.1 " + status);
    lines.add(body);
    return lines;
  }

  /** The status, the headers that the filter sets in order of their names, and the body. */
  private static List<String> relevant(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String[] lines = answer.substring(0, end).split("\r\n", -1);
    Stream<String> headers =
        Arrays.stream(lines)
            .skip(1)
            .map(ResponseBytesTest::lowerCaseName)
            .filter(line -> !line.matches("(date|server|connection|keep-alive):.*"))
            .sorted();
    return Stream.of(
            Stream.of(lines[0].substring(0, "HTTP/1.1 401".length())),
            headers,
            Stream.of(answer.substring(end + 4)))
        .flatMap(part -> part)
        .toList();
  }

  private static String lowerCaseName(String line) {
    int colon = line.indexOf(':');
    return line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
  }

  private static List<String> bearer(String token) {
    return List.of("Authorization: Bearer " + token);
  }

  private TestApp.Builder shop(TestIssuer issuer) {
    TestApp.Handler never = (request, response) -> {};
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("/products", allOf("read:products", SCOPE))
                    .route("/machines", authenticated().machineOnly())
                    .route("/health", open()))
        .servlet("/products", never)
        .servlet("/machines", never)
        .servlet("/forgotten", never)
        .servlet("/health", never);
  }
}
