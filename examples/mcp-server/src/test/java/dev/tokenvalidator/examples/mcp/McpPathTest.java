package dev.tokenvalidator.examples.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The SDK's servlet answers at every path that ends with {@code /mcp}. */
class McpPathTest {

  private static final List<String> PATHS = List.of("/x/mcp", "/mcp;a=/mcp");

  @Test
  void everyOtherPathThatEndsWithMcpIsClosed() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STREAMABLE)) {
      assertThat(statusesOfCalls(server.withoutToken()))
          .isEqualTo(Map.of("/x/mcp", 401, "/mcp;a=/mcp", 400));
      assertThat(statusesOfCalls(server.buyer()))
          .isEqualTo(Map.of("/x/mcp", 401, "/mcp;a=/mcp", 400));
    }
  }

  @Test
  void bareSdkRunsToolsThereWithoutAToken() throws Exception {
    try (BareServer server = BareServer.start()) {
      Caller caller = new Caller(server.mcp(), null);

      assertThat(caller.post(Caller.INITIALIZE).statusCode()).isEqualTo(401);
      assertThat(statusesOfCalls(caller)).isEqualTo(Map.of("/x/mcp", 200, "/mcp;a=/mcp", 200));
    }
  }

  private static Map<String, Integer> statusesOfCalls(Caller caller) throws Exception {
    Map<String, Integer> statuses = new LinkedHashMap<>();
    for (String path : PATHS) {
      HttpResponse<String> response =
          caller.at(path).initialize().post(Caller.call("list_products"));
      assertThat(response.body().contains("teapot")).isEqualTo(response.statusCode() == 200);
      statuses.put(path, response.statusCode());
    }
    return statuses;
  }

  @Test
  void otherSpellingsOfThePathAreClosed() throws Exception {
    try (ProtectedServer server = ProtectedServer.start(Transport.STATELESS)) {
      for (String path : List.of("//mcp", "/./mcp", "/%6dcp", "/mcp/", "/MCP", "/x/..;/mcp")) {
        assertThat(server.buyer().at(path).post(Caller.call("list_products")).statusCode())
            .as(path)
            .isIn(400, 401, 403, 404);
      }
    }
  }
}
