package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.Http;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import dev.tokenvalidator.servlet.TestApp;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the stream that {@code docs/where.md} shows. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class WhereDocTest {

  private final Container container;

  WhereDocTest(Container container) {
    this.container = container;
  }

  /** The clock skew still admits this expired token. The stream then ends after one second. */
  @Test
  void endsStreamsWithTheirToken(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .servlet("/stream", new StreamUntilExpiry())
            .startWith(
                context ->
                    BearerTokenFilter.builder()
                        .environment(false)
                        .logtoEndpoint(issuer.endpoint().toString())
                        .audience(issuer.resource().indicator())
                        .route("/stream", authenticated())
                        .install(context))) {
      String stream;
      try (Http client = app.connect()) {
        stream =
            client.exchange(
                "GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Authorization: Bearer "
                    + issuer.token().expiresAt(Instant.now().minusSeconds(1)).mint()
                    + "\r\n\r\n");
      }

      assertThat(stream).startsWith("HTTP/1.1 200 ").contains("begun");
    }
  }
}
