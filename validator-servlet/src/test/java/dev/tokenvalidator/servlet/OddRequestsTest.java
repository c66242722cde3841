package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, headers and bytes that no ordinary client sends. */
@EachContainer
@ExtendWith(TestIssuerExtension.class)
class OddRequestsTest {

  /** Registered ones, and what only looks like one. */
  private static final List<String> METHODS =
      List.of(
          ("GET HEAD POST PUT DELETE PATCH OPTIONS ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY"
                  + " LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE"
                  + " MOVE ORDERPATCH PROPFIND PROPPATCH QUERY REBIND REPORT SEARCH UNBIND"
                  + " UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL PURGE VIEW"
                  + " get Get gET GETT GE G head post options trace Trace connect FOO BAR foo"
                  + " X-GET GET-X GET_ _GET GET.1 1GET M-SEARCH NOTIFY SUBSCRIBE")
              .split(" ", -1));

  private final Container container;

  OddRequestsTest(Container container) {
    this.container = container;
  }

  @Test
  @Tag("S08")
  void appliesTheRuleToEveryMethod(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String other = "Authorization: Bearer " + issuer.token().scope("other").mint();
      String good = "Authorization: Bearer " + issuer.token().scope("secret").mint();
      assertThat(METHODS).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
      for (String method : METHODS) {
        assertThat(app.send(method, "/secret").status()).as(method).isEqualTo(401);
        assertThat(app.send(method, "/secret", other).status()).as(method).isEqualTo(403);
      }
      assertThat(app.calls()).isZero();
      for (String method : METHODS) {
        assertThat(app.send(method, "/secret", good).status()).as(method).isEqualTo(200);
      }
      assertThat(app.calls()).isEqualTo(METHODS.size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRACE /secret",
        "TRACE /open",
        "TRACE *",
        "CONNECT /secret",
        "CONNECT /open",
        "CONNECT localhost:80",
        "CONNECT *"
      })
  @Tag("S08")
  void refusesTraceAndConnect(String start, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String good = "Authorization: Bearer " + issuer.token().scope("secret").mint();

      String answer = exchange(app, start + " HTTP/1.1\r\nHost: localhost\r\n" + good + "\r\n\r\n");

      assertThat(answer).matches("(?s)HTTP/1\\.1 (400|404|405|500|501) .*");
      assertThat(app.calls()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X-Method",
        "_method"
      })
  @Tag("S09")
  void grantsNothingForAnOverriddenMethod(String name, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String form = "_method=GET&" + name + "=GET";

      assertThat(app.send("POST", "/things", name + ": GET").status()).isEqualTo(401);
      assertThat(app.send("POST", "/things?" + name + "=GET").status()).isEqualTo(401);
      assertThat(
              exchange(
                  app,
                  "POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                      + form.length()
                      + "\r\n\r\n"
                      + form))
          .startsWith("HTTP/1.1 401 ");
      assertThat(app.calls()).isZero();
      boolean counts = name.startsWith("X-") && !name.equals("X-Method");
      assertThat(app.send("GET", "/things", name + ": POST").status())
          .isEqualTo(counts ? 401 : 200);
      assertThat(app.send("GET", "/things", name + ": GET").status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("S16")
  void ignoresHeadersThatClaimAPathHostOrCaller(TestIssuer issuer) throws Exception {
    List<String> headers = identityHeaders();
    assertThat(headers).hasSizeGreaterThanOrEqualTo(56);
    String token = issuer.token().subject("machine-7").scope("secret").mint();
    try (TestApp app = app(issuer).start()) {
      for (String header : headers) {
        assertThat(app.send("GET", "/secret", header).status()).as(header).isEqualTo(401);
      }
      assertThat(app.send("GET", "/secret", headers.toArray(String[]::new)).status())
          .isEqualTo(401);
      assertThat(app.calls()).isZero();

      assertThat(app.send("GET", "/open", headers.toArray(String[]::new)).body())
          .isEqualTo("open for null null");
      String[] withToken =
          Stream.concat(headers.stream(), Stream.of("Authorization: Bearer " + token))
              .toArray(String[]::new);
      assertThat(app.send("GET", "/secret", withToken).body())
          .isEqualTo("secret for machine-7 machine-7");
    }
  }

  @Test
  @Tag("S19")
  void acceptsTokensOfUpTo16KiB(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String longest = tokenOfLength(16 * 1024, issuer);

      assertThat(app.get("/secret", longest).status()).isEqualTo(200);
      assertThat(app.get("/secret", longest + "A").status()).isEqualTo(401);
      assertThat(app.get("/secret", tokenOfLength(16 * 1024 + 1, issuer)).status()).isEqualTo(401);
      assertThat(app.calls()).isEqualTo(1);
      assertThat(statusOrNone(app, tokenOfLength(1024 * 1024, issuer))).isIn(0, 400, 401, 413, 431);
      assertThat(app.calls()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("naughtyStrings")
  @Tag("S20")
  void neverEchoesHostileValues(String naughty, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      List<String> tokens = new ArrayList<>();
      for (String name : List.of("kid", "typ", "alg", "cty")) {
        tokens.add(issuer.token().scope("secret").header(name, naughty).mint());
      }
      for (String name : List.of("iss", "aud", "client_id", "scope", "jti")) {
        tokens.add(issuer.token().scope("secret").claim(name, naughty).mint());
      }
      for (String token : tokens) {
        assertHarmless(app.get("/secret", token));
      }
      if (naughty.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xFF))) {
        assertHarmless(app.send("GET", "/secret", "Authorization: Bearer " + naughty));
        assertHarmless(app.send("GET", "/secret", "Authorization: " + naughty));
      }
      assertThat(app.refusals())
          .isNotEmpty()
          .allSatisfy(
              refusal ->
                  assertThat(refusal.explanation().toString())
                      .doesNotContainPattern("[\\p{Cc}\\u2028\\u2029]"));
    }
  }

  static Stream<String> naughtyStrings() {
    return Stream.of(
        "",
        " ",
        "null",
        "undefined",
        "true",
        "../../../../etc/passwd",
        "' OR 1=1 --",
        "1; DROP TABLE users",
        "<script>alert(1)</script>",
        "${jndi:ldap://127.0.0.1/a}",
        "#{7*7}",
        "%s%n%d",
        "\"",
        "\\",
        "a\", error=\"none",
        "a\r\nSet-Cookie: a=b",
        "a\nINFO forged line",
        "a\0b",
        "\33[31mred",
        characters(0x85, 0x2028, 0x2029),
        characters(0x202E) + "gnp.exe",
        characters(0x200B, 0xFEFF),
        characters(0xFF0F, 0xFF0E, 0xFF0E),
        "\351\377",
        characters(0x1F4A9),
        characters(0xD800),
        "1e309",
        "x".repeat(3000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/shop"})
  @Tag("S24")
  void appliesRoutesToEveryKindOfMapping(String context, TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .contextPath(context)
            .filter(filter -> filter.route("/open/*", open()).route("/*", allOf("secret")))
            .servlet("", (request, response) -> response.getWriter().print("root"))
            .servlet("/exact", (request, response) -> response.getWriter().print("exact"))
            .servlet("/tree/*", (request, response) -> response.getWriter().print("tree"))
            .servlet("*.do", (request, response) -> response.getWriter().print("extension"))
            .servlet("/", (request, response) -> response.getWriter().print("default"))
            .start()) {
      String good = issuer.token().scope("secret").mint();
      for (String line :
          List.of(
              "/ root",
              "/exact exact",
              "/tree tree",
              "/tree/ tree",
              "/tree/a tree",
              "/tree/a.do tree",
              "/a.do extension",
              "/a/b.do extension",
              "/exact/ default",
              "/exact/a default",
              "/a.DO default",
              "/other default")) {
        String target = context + line.substring(0, line.indexOf(' '));
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(401);
        assertThat(app.get(target, issuer.token().scope("other").mint()).status())
            .as(target)
            .isEqualTo(403);
        assertThat(app.get(target, good).body())
            .as(target)
            .isEqualTo(line.substring(line.indexOf(' ') + 1));
      }
      int calls = app.calls();
      for (String target :
          List.of("/open/../exact", "/open/..;/a.do", "/a.do;x", "/./", "/open/../", "//exact")) {
        assertThat(app.get(context + target, good).status()).as(target).isEqualTo(400);
      }
      assertThat(app.calls()).isEqualTo(calls);
    }
  }

  @Test
  @Tag("S24")
  void appliesRoutesToAServletMappedToAllPaths(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/open/*", open()).route("/*", allOf("secret")))
            .servlet("/*", (request, response) -> response.getWriter().print("all"))
            .start()) {
      for (String target : List.of("/", "/a", "/a.do", "/opened", "/OPEN/a")) {
        assertThat(app.send("GET", target).status()).as(target).isEqualTo(401);
        assertThat(app.get(target, issuer.token().scope("secret").mint()).body())
            .as(target)
            .isEqualTo("all");
      }
      assertThat(app.send("GET", "/open/a").body()).isEqualTo("all");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://other.example/secret HTTP/1.1|Host: localhost",
        "GET http://other.example/secret HTTP/1.1|Host: other.example",
        "GET https://localhost:1/secret HTTP/1.1|Host: localhost",
        "GET http://localhost/open/../secret HTTP/1.1|Host: localhost",
        "GET //localhost/secret HTTP/1.1|Host: localhost",
        "GET /secret",
        "GET /secret HTTP/0.9",
        "GET /secret HTTP/1.0",
        "GET /secret HTTP/1.2|Host: localhost",
        "GET /secret HTTP/2.0|Host: localhost",
        "GET /secret HTTP/1.1",
        "GET /secret HTTP/1.1|Host: a|Host: b",
        "GET  /secret  HTTP/1.1|Host: localhost",
        "GET\t/secret\tHTTP/1.1|Host: localhost",
        "GET /secret HTTP/1.1 |Host: localhost",
        " GET /secret HTTP/1.1|Host: localhost",
        "|GET /secret HTTP/1.1|Host: localhost",
        "GET /open\r/../secret HTTP/1.1|Host: localhost",
        "GET /secret\r HTTP/1.1|Host: localhost",
        "GET /secret\0 HTTP/1.1|Host: localhost",
        "GET /open\0/../secret HTTP/1.1|Host: localhost",
        "GET /secret\13 HTTP/1.1|Host: localhost",
        "GET /secret HTTP/1.1|Host: localhost|Authorization: Bearer| rubbish",
        "GET /secret HTTP/1.1|Host: localhost|X: a| Authorization: Bearer rubbish",
        "GET /secret HTTP/1.1|Host: localhost|Authorization : Bearer rubbish",
        "GET /secret HTTP/1.1|Host: localhost|Authorization: Bearer a\rX: b",
        "GET /secret HTTP/1.1|Host: localhost|Authorization: Bearer a\0b",
        "GET /secret HTTP/1.1|Host: localhost|X: a\0b",
        "GET /secret HTTP/1.1|Host: localhost|X: a\rb",
        "GET /secret HTTP/1.1|Host: localhost|: a",
        "GET /secret HTTP/1.1|Host: localhost|nothing",
        "GET /open HTTP/1.1|Host: localhost|Content-Length: 3||abcGET /secret HTTP/1.1|Host: a",
        "GET /open HTTP/1.1|Host: localhost||GET /secret HTTP/1.1|Host: localhost",
        "POST /open HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||"
            + "0||GET /secret HTTP/1.1|Host: a",
        "POST /open HTTP/1.1|Host: a|Content-Length: 0|Content-Length: 40||"
            + "GET /secret HTTP/1.1|Host: a",
        "POST /open HTTP/1.1|Host: a|Transfer-Encoding: xchunked||GET /secret HTTP/1.1|Host: a",
        "POST /open HTTP/1.1|Host: a|Expect: 100-continue|Content-Length: 0||"
            + "GET /secret HTTP/1.1|Host: a",
        "OPTIONS * HTTP/1.1|Host: localhost",
        "GET * HTTP/1.1|Host: localhost",
        "GET secret HTTP/1.1|Host: localhost",
        "GET ?/secret HTTP/1.1|Host: localhost",
        "GET /open?/../secret#/secret HTTP/1.1|Host: localhost",
      })
  @Tag("S25")
  void neverRunsAProtectedServletForARawRequest(String lines, TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      for (String end : List.of("\r\n", "\n")) {
        String answer = exchange(app, lines.replace("|", end) + end + end);

        assertThat(answer).doesNotContain("secret for");
      }
      // With a token it would have run: what is shown above is that nothing else is enough.
      assertThat(app.get("/secret", issuer.token().scope("secret").mint()).body())
          .startsWith("secret for");
    }
  }

  @Test
  @Tag("S25")
  void readsFoldedHeadersAsTheContainerDoes(TestIssuer issuer) throws Exception {
    try (TestApp app = app(issuer).start()) {
      String token = issuer.token().scope("secret").mint();

      String answer =
          exchange(
              app,
              "GET /secret HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Authorization: Bearer\r\n "
                  + token
                  + "\r\n\r\n");

      assertThat(answer).startsWith(container == Container.JETTY ? "HTTP/1.1 400 " : "HTTP/1.1 ");
      assertThat(answer).matches("(?s)HTTP/1\\.1 (200|400|401) .*");
    }
  }

  private static List<String> identityHeaders() {
    List<String> headers = new ArrayList<>();
    for (String name :
        ("X-User X-User-Id X-Username X-Remote-User Remote-User REMOTE_USER X-Forwarded-User"
                + " X-Forwarded-Preferred-Username X-Forwarded-Email X-Forwarded-Groups"
                + " X-Forwarded-Access-Token X-Auth-User X-Auth-Username X-Auth-Token"
                + " X-Auth-Request-User X-Auth-Request-Email X-Auth-Request-Access-Token"
                + " X-Authenticated-User X-Authenticated-Userid X-Authenticated-Scope"
                + " X-Consumer-Id X-Consumer-Username X-Credential-Identifier X-Api-Key"
                + " X-Access-Token X-Id-Token X-Token Token Access-Token Access_token"
                + " Proxy-Authorization X-Authorization X-Original-Authorization"
                + " X-Forwarded-Authorization X-MS-Client-Principal X-MS-Client-Principal-Name"
                + " X-Goog-Authenticated-User-Email X-Amzn-Oidc-Identity X-Amzn-Oidc-Data"
                + " X-Client-Cert X-SSL-Client-Cert X-Forwarded-Client-Cert SSL_CLIENT_S_DN"
                + " X-Scope X-Scopes X-Roles X-Admin X-Internal")
            .split(" ", -1)) {
      headers.add(name + ": admin");
    }
    for (String name :
        ("X-Original-URL X-Original-URI X-Rewrite-URL X-Forwarded-URI X-Forwarded-Path"
                + " X-Forwarded-Prefix X-Forwarded-Context X-Override-URL X-HTTP-Path-Override"
                + " X-Envoy-Original-Path X-Accel-Redirect Destination Referer")
            .split(" ", -1)) {
      headers.add(name + ": /open");
    }
    for (String name :
        "X-Forwarded-For X-Real-IP X-Client-IP True-Client-IP Forwarded X-Forwarded-Host"
            .split(" ", -1)) {
      headers.add(name + ": 127.0.0.1");
    }
    return headers;
  }

  private static String characters(int... codePoints) {
    return new String(codePoints, 0, codePoints.length);
  }

  private static void assertHarmless(Http.Response response) {
    assertThat(response.status()).isIn(200, 400, 401, 403);
    assertThat(response.headers()).doesNotContainKey("set-cookie");
    response
        .header("WWW-Authenticate")
        .ifPresent(
            challenge ->
                assertThat(challenge)
                    .matches("Bearer( [a-z_]+=\"[ !#-\\[\\]-~]*\",?)*")
                    .doesNotContain("none"));
  }

  /** Spread over header and payload, since one of them alone cannot have every length. */
  private static String tokenOfLength(int length, TestIssuer issuer) {
    for (int header = 0; header < 4; header++) {
      int missing =
          length
              - issuer
                  .token()
                  .scope("secret")
                  .header("x", "x".repeat(header))
                  .claim("x", "")
                  .mint()
                  .length();
      for (int claim = missing * 3 / 4 - 2; claim <= missing * 3 / 4 + 2; claim++) {
        String token =
            issuer
                .token()
                .scope("secret")
                .header("x", "x".repeat(header))
                .claim("x", "x".repeat(claim))
                .mint();
        if (token.length() == length) {
          return token;
        }
      }
    }
    throw new AssertionError("no token of length " + length);
  }

  /** The server may hang up while the request is still being sent. */
  private static int statusOrNone(TestApp app, String token) {
    try {
      return app.get("/secret", token).status();
    } catch (IOException e) {
      return 0;
    }
  }

  private static String exchange(TestApp app, String bytes) throws IOException {
    try (Http connection = app.connect()) {
      return connection.exchange(bytes);
    }
  }

  private TestApp.Builder app(TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("/open/*", open())
                    .route("GET", "/things", open())
                    .route("/*", allOf("secret")))
        .servlet("/open/*", print("open"))
        .servlet("/things", print("things"))
        .servlet("/secret", print("secret"))
        .servlet("/", print("secret"));
  }

  private static TestApp.Handler print(String name) {
    return (request, response) ->
        response
            .getWriter()
            .print(
                name
                    + " for "
                    + (request.getUserPrincipal() == null
                        ? null
                        : request.getUserPrincipal().getName())
                    + " "
                    + request.getRemoteUser());
  }
}
