package dev.tokenvalidator.examples.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Web pages of other origins are turned away. */
class McpOriginTest {

  @Test
  void turnsAwayAnotherOrigin() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      Caller caller = server.reader().initialize();

      HttpResponse<String> response = callFrom("https://evil.example", caller);

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body())
          .isEqualTo(
              "{\"jsonrpc\":\"2.0\",\"error\":"
                  + "{\"code\":-32600,\"message\":\"Origin not allowed\"}}");
      for (String origin :
          List.of("null", "", "https://shop.example.evil.example", "http://shop.example")) {
        assertThat(callFrom(origin, caller).statusCode()).as(origin).isEqualTo(403);
      }
    }
  }

  @Test
  void bareSdkAnswersAnyOrigin() throws Exception {
    try (BareServer server = BareServer.start()) {
      HttpResponse<String> response =
          callFrom("https://evil.example", server.reader().initialize());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("teapot");
    }
  }

  private static HttpResponse<String> callFrom(String origin, Caller caller) throws Exception {
    return caller.post(Caller.call("list_products"), "Origin", origin);
  }

  @Test
  void letsAnAllowedOriginThroughAndAClientThatIsNoBrowser() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STATELESS)) {
      Caller caller = server.reader();

      assertThat(callFrom(ProtectedServer.WEB_PAGE, caller).body()).contains("teapot");
      assertThat(caller.post(Caller.call("list_products")).body()).contains("teapot");
    }
  }

  @Test
  void looksAtEveryOriginBeforeItLooksAtTheToken() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STATELESS)) {
      assertThat(callFrom("https://evil.example", server.withoutToken()).statusCode())
          .isEqualTo(403);
      assertThat(
              server
                  .reader()
                  .post(
                      Caller.LIST,
                      "Origin",
                      ProtectedServer.WEB_PAGE,
                      "Origin",
                      "https://evil.example")
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void showsTheMetadataToEveryPageAndRunsNoToolThere() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      Caller metadata = server.buyer().at("/.well-known/oauth-protected-resource/mcp");
      HttpResponse<String> document =
          HttpClient.newHttpClient()
              .send(
                  metadata.request("Origin", "https://evil.example").GET().build(),
                  BodyHandlers.ofString());

      assertThat(document.statusCode()).isEqualTo(200);
      assertThat(document.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
      assertThat(callFrom("https://evil.example", metadata).statusCode()).isEqualTo(405);
      assertThat(
              callFrom(
                      "https://evil.example",
                      server.buyer().at("/.well-known/oauth-protected-resource/x/mcp"))
                  .statusCode())
          .isEqualTo(404);
      assertThat(
              callFrom(
                      "https://evil.example",
                      server.buyer().at("/.well-known/oauth-protected-resourcex/mcp"))
                  .statusCode())
          .isEqualTo(403);
    }
  }
}
