package dev.tokenvalidator.examples.mcp;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** The two HTTP transports of the SDK. */
enum Transport {
  /** With sessions and streams. */
  STREAMABLE {
    @Override
    HttpServlet servlet() {
      HttpServletStreamableServerTransportProvider servlet =
          HttpServletStreamableServerTransportProvider.builder()
              // Nothing of a silent stream is sent, so a client would not see that it is open.
              .keepAliveInterval(Duration.ofSeconds(30))
              .contextExtractor(Transport::context)
              .build();
      McpServer.SyncSpecification<?> server =
          McpServer.sync(servlet)
              .serverInfo("shop", "1.0")
              .addToolFilter((context, tool) -> ShopTool.isVisible(caller(context), tool));
      for (ShopTool tool : ShopTool.ALL) {
        server.toolCall(
            tool.tool(),
            (exchange, request) -> tool.call(caller(exchange.transportContext()), request));
      }
      server.build();
      return servlet;
    }
  },

  /** Without either: each message stands alone. */
  STATELESS {
    @Override
    HttpServlet servlet() {
      HttpServletStatelessServerTransport servlet =
          HttpServletStatelessServerTransport.builder()
              .contextExtractor(Transport::context)
              .build();
      McpServer.StatelessSyncSpecification server =
          McpServer.sync(servlet)
              .serverInfo("shop", "1.0")
              .addToolFilter((context, tool) -> ShopTool.isVisible(caller(context), tool));
      for (ShopTool tool : ShopTool.ALL) {
        server.toolCall(tool.tool(), (context, request) -> tool.call(caller(context), request));
      }
      server.build();
      return servlet;
    }
  };

  private static final String CALLER = "caller";

  /** The servlet that answers at {@code /mcp}, with the tools of the shop. */
  abstract HttpServlet servlet();

  /** Tools run on other threads than their request; this takes the caller along. */
  private static McpTransportContext context(HttpServletRequest request) {
    return McpTransportContext.create(Map.of(CALLER, BearerTokenFilter.accessToken(request)));
  }

  private static AccessToken caller(McpTransportContext context) {
    return (AccessToken) Objects.requireNonNull(context.get(CALLER));
  }
}
