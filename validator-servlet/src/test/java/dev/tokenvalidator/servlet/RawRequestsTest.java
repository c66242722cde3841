package dev.tokenvalidator.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as bytes, most of them malformed. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class RawRequestsTest {

  private final Container container;

  RawRequestsTest(Container container) {
    this.container = container;
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
    try (TestApp app = SecretApp.on(container, issuer).start()) {
      String good = "Authorization: Bearer " + issuer.token().scope("secret").mint();

      String answer = app.exchange(start + " HTTP/1.1\r\nHost: localhost\r\n" + good + "\r\n\r\n");

      assertThat(answer).matches("(?s)HTTP/1\\.1 (400|404|405|500|501) .*");
      assertThat(app.calls()).isZero();
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
    try (TestApp app = SecretApp.on(container, issuer).start()) {
      for (String end : List.of("\r\n", "\n")) {
        String answer = app.exchange(lines.replace("|", end) + end + end);

        assertThat(answer).doesNotContain("secret for");
      }
      // The servlet does run with a token.
      assertThat(app.get("/secret", issuer.token().scope("secret").mint()).body())
          .startsWith("secret for");
    }
  }

  @Test
  @Tag("S25")
  void readsFoldedHeadersAsTheContainerDoes(TestIssuer issuer) throws Exception {
    try (TestApp app = SecretApp.on(container, issuer).start()) {
      String token = issuer.token().scope("secret").mint();

      String answer =
          app.exchange(
              "GET /secret HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Authorization: Bearer\r\n "
                  + token
                  + "\r\n\r\n");

      assertThat(answer).startsWith(container == Container.JETTY ? "HTTP/1.1 400 " : "HTTP/1.1 ");
      assertThat(answer).matches("(?s)HTTP/1\\.1 (200|400|401) .*");
    }
  }
}
