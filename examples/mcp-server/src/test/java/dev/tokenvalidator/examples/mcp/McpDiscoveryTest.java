package dev.tokenvalidator.examples.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A client that has no token finds out where to get one. */
class McpDiscoveryTest {

  private static final Pattern METADATA = Pattern.compile("resource_metadata=\"([^\"]+)\"");

  @Test
  void challengeLeadsToTheMetadataOfTheServer() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      HttpResponse<String> refusal = server.withoutToken().post(Caller.INITIALIZE);

      assertThat(refusal.statusCode()).isEqualTo(401);
      Matcher challenge =
          METADATA.matcher(refusal.headers().firstValue("WWW-Authenticate").orElseThrow());
      assertThat(challenge.find()).isTrue();
      URI metadata = URI.create(challenge.group(1));
      assertThat(metadata)
          .isEqualTo(server.mcp().resolve("/.well-known/oauth-protected-resource/mcp"));

      HttpResponse<String> document = new Caller(metadata, null).get();
      assertThat(document.statusCode()).isEqualTo(200);
      assertThat(document.body())
          .contains("\"resource\":\"" + server.mcp() + "\"")
          .contains("\"authorization_servers\":[\"" + server.issuer().issuer() + "\"]")
          .contains("\"scopes_supported\":[\"read:products\",\"write:orders\"]");
    }
  }

  @Test
  void tokenForAnotherServerIsRefused() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      Caller caller = new Caller(server.mcp(), server.issuer().token().mint());

      assertThat(caller.post(Caller.INITIALIZE).statusCode()).isEqualTo(401);
    }
  }
}
