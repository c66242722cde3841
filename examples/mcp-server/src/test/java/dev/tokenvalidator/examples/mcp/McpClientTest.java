package dev.tokenvalidator.examples.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The client of the Java SDK, which gets its token through the hook for requests. */
class McpClientTest {

  @TestFactory
  Stream<DynamicTest> listsAndCallsTools() {
    return Stream.of(Transport.values())
        .map(transport -> DynamicTest.dynamicTest(transport.name(), () -> listAndCall(transport)));
  }

  private static void listAndCall(Transport transport) throws Exception {
    try (ProtectedServer server = ProtectedServer.start(transport);
        McpSyncClient client = client(server.reader())) {
      client.initialize();

      assertThat(client.listTools().tools())
          .extracting(Tool::name)
          .containsExactly("list_products", "whoami");
      assertThat(client.callTool(request("list_products")).content())
          .isEqualTo(List.of(TextContent.builder("teapot, cup").build()));
      assertThat(challengeTo(() -> client.callTool(request("place_order"))))
          .contains("scope=\"read:products write:orders\"");
    }
  }

  @TestFactory
  Stream<DynamicTest> getsAChallengeWithoutAToken() {
    return Stream.of(Transport.values())
        .map(transport -> DynamicTest.dynamicTest(transport.name(), () -> getNothing(transport)));
  }

  private static void getNothing(Transport transport) throws Exception {
    try (ProtectedServer server = ProtectedServer.start(transport);
        McpSyncClient client = client(server.withoutToken())) {
      assertThat(challengeTo(client::initialize)).startsWith("Bearer");
    }
  }

  private static McpSyncClient client(Caller caller) {
    HttpClientStreamableHttpTransport transport =
        HttpClientStreamableHttpTransport.builder(caller.mcp().resolve("/").toString())
            .addHttpRequestCustomizer(
                (request, method, uri, body, context) -> {
                  if (caller.token() != null) {
                    request.header("Authorization", "Bearer " + caller.token());
                  }
                })
            .build();
    return McpClient.sync(transport).build();
  }

  private static CallToolRequest request(String tool) {
    return CallToolRequest.builder(tool).arguments(Map.of("product", "teapot")).build();
  }

  private static String challengeTo(Runnable request) {
    Throwable thrown = catchThrowable(request::run);
    McpHttpClientTransportAuthorizationException refusal =
        Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
            .filter(McpHttpClientTransportAuthorizationException.class::isInstance)
            .map(McpHttpClientTransportAuthorizationException.class::cast)
            .findFirst()
            .orElseThrow(() -> new AssertionError(Throwables.getStackTrace(thrown)));
    return refusal.getResponseInfo().headers().firstValue("WWW-Authenticate").orElseThrow();
  }
}
