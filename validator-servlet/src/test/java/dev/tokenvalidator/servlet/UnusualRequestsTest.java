package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
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

/** Methods, headers and tokens that no ordinary client sends. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class UnusualRequestsTest {

  /** Registered methods, and names that resemble them. */
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

  UnusualRequestsTest(Container container) {
    this.container = container;
  }

  @Test
  @Tag("S08")
  void appliesTheRuleToEveryMethod(TestIssuer issuer) throws Exception {
    try (TestApp app = SecretApp.on(container, issuer).start()) {
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
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X-Method",
        "_method"
      })
  @Tag("S09")
  void grantsNothingForAnOverriddenMethod(String name, TestIssuer issuer) throws Exception {
    try (TestApp app = SecretApp.on(container, issuer).start()) {
      String form = "_method=GET&" + name + "=GET";

      assertThat(app.send("POST", "/things", name + ": GET").status()).isEqualTo(401);
      assertThat(app.send("POST", "/things?" + name + "=GET").status()).isEqualTo(401);
      assertThat(
              app.exchange(
                  "POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                      + form.length()
                      + "\r\n\r\n"
                      + form))
          .startsWith("HTTP/1.1 401 ");
      assertThat(app.calls()).isZero();
      boolean isOverride = name.startsWith("X-") && !name.equals("X-Method");
      assertThat(app.send("GET", "/things", name + ": POST").status())
          .isEqualTo(isOverride ? 401 : 200);
      assertThat(app.send("GET", "/things", name + ": GET").status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("S16")
  void ignoresHeadersThatClaimAPathHostOrCaller(TestIssuer issuer) throws Exception {
    List<String> headers = identityHeaders();
    assertThat(headers).hasSizeGreaterThanOrEqualTo(56);
    String token = issuer.token().subject("machine-7").scope("secret").mint();
    try (TestApp app = SecretApp.on(container, issuer).start()) {
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
    try (TestApp app = SecretApp.on(container, issuer).start()) {
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
  @MethodSource("hostileStrings")
  @Tag("S20")
  void neverEchoesHostileValues(String hostile, TestIssuer issuer) throws Exception {
    try (TestApp app = SecretApp.on(container, issuer).start()) {
      List<String> tokens = new ArrayList<>();
      for (String name : List.of("kid", "typ", "alg", "cty")) {
        tokens.add(issuer.token().scope("secret").header(name, hostile).mint());
      }
      for (String name : List.of("iss", "aud", "client_id", "scope", "jti")) {
        tokens.add(issuer.token().scope("secret").claim(name, hostile).mint());
      }
      for (String token : tokens) {
        assertHarmless(app.get("/secret", token));
      }
      if (hostile.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xFF))) {
        assertHarmless(app.send("GET", "/secret", "Authorization: Bearer " + hostile));
        assertHarmless(app.send("GET", "/secret", "Authorization: " + hostile));
      }
      assertThat(app.refusals())
          .isNotEmpty()
          .allSatisfy(
              refusal ->
                  assertThat(refusal.explanation().toString())
                      .doesNotContainPattern("[\\p{Cc}\\u2028\\u2029]"));
    }
  }

  static Stream<String> hostileStrings() {
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

  /** Fills header and payload, because neither alone can reach every length. */
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

  /** The status, or 0 if the server hangs up while the request is sent. */
  private static int statusOrNone(TestApp app, String token) {
    try {
      return app.get("/secret", token).status();
    } catch (IOException e) {
      return 0;
    }
  }
}
