package dev.tokenvalidator.examples.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The stream of a GET ends when its token does. */
// In a thread of its own, because reading a stream cannot be interrupted.
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class McpStreamAgeTest {

  /** The validator accepts a token until 30 seconds after its end: this one for three seconds. */
  private static TokenBuilder shortLived(TestIssuer issuer, Instant now) {
    return issuer
        .token()
        .app(issuer.reader())
        .issuedAt(now.minusSeconds(60))
        .expiresAt(now.minusSeconds(27));
  }

  @Test
  void streamEndsWithItsTokenAndThatOfTheBareSdkGoesOn() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE);
        BareServer bare = BareServer.start()) {
      String session = server.reader().initialize().session();
      String bareSession = bare.reader().initialize().session();
      Instant now = Instant.now();
      Caller caller = server.caller(shortLived(server.issuer(), now)).in(session);
      Caller bareCaller = bare.caller(shortLived(bare.issuer(), now)).in(bareSession);

      try (BufferedReader stream = open(caller, () -> notifyClients(server));
          BufferedReader bareStream = open(bareCaller, bare.sdk()::notifyToolsListChanged)) {
        assertThat(readToTheEnd(stream)).contains("tools/list_changed");
        assertThat(caller.post(Caller.LIST).statusCode()).isEqualTo(401);

        assertThat(bareCaller.post(Caller.LIST).statusCode()).isEqualTo(401);
        bare.sdk().notifyPromptsListChanged();
        // Not assertThat(lines): that would read a stream without end.
        boolean goesOn = bareStream.lines().anyMatch(line -> line.contains("prompts/list_changed"));
        assertThat(goesOn).isTrue();
      }
    }
  }

  private static void notifyClients(ProtectedServer server) {
    ((HttpServletStreamableServerTransportProvider) server.servlet())
        .notifyClients("notifications/tools/list_changed", null)
        .block();
  }

  @Test
  void answerThatHasNotBegunBecomesARefusal() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      String session = server.reader().initialize().session();

      HttpResponse<String> response =
          server.caller(shortLived(server.issuer(), Instant.now())).in(session).get();

      assertThat(response.statusCode()).isEqualTo(401);
    }
  }

  /** Opens a stream. The SDK sends nothing, not even a header, before the first event. */
  private static BufferedReader open(Caller caller, Runnable event) throws Exception {
    CompletableFuture<HttpResponse<InputStream>> answer =
        Caller.CLIENT.sendAsync(caller.request().GET().build(), BodyHandlers.ofInputStream());
    while (!answer.isDone()) {
      event.run();
      awaitShortly(answer);
    }
    assertThat(answer.get().statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(answer.get().body(), UTF_8));
  }

  private static void awaitShortly(CompletableFuture<?> answer) throws Exception {
    try {
      answer.get(50, MILLISECONDS);
    } catch (TimeoutException e) {
      // The request has not arrived yet, and the event reached nobody.
    }
  }

  private static String readToTheEnd(BufferedReader stream) {
    try (Stream<String> lines = stream.lines()) {
      return String.join("\n", lines.toList());
    }
  }
}
