package dev.tokenvalidator.examples.mcp;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TokenBuilder;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import org.apache.catalina.LifecycleException;

/**
 * The SDK's streamable servlet with all its defaults, and a filter on {@code /mcp} that validates
 * tokens and nothing else: what most would write by hand.
 *
 * @param issuer issues the tokens
 * @param server runs the application
 * @param sdk can notify the clients
 * @param validator of the filter
 */
record BareServer(
    TestIssuer issuer, TomcatServer server, McpSyncServer sdk, AccessTokenValidator validator)
    implements AutoCloseable {

  static BareServer start() throws IOException, LifecycleException {
    TestIssuer issuer = TestIssuer.start();
    TomcatServer server = TomcatServer.bind(0);
    AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(issuer.endpoint().toString())
            .audience(server.uri() + "/mcp")
            .build();
    HttpServletStreamableServerTransportProvider servlet =
        HttpServletStreamableServerTransportProvider.builder().build();
    McpSyncServer sdk =
        McpServer.sync(servlet)
            .toolCall(
                Tool.builder("list_products", Map.of("type", "object")).build(),
                (exchange, request) -> CallToolResult.builder().addTextContent("teapot").build())
            .build();
    server.start((types, context) -> register(context, servlet, validator));
    return new BareServer(issuer, server, sdk, validator);
  }

  private static void register(
      ServletContext context,
      HttpServletStreamableServerTransportProvider servlet,
      AccessTokenValidator validator) {
    FilterRegistration.Dynamic filter = context.addFilter("tokens", new TokensOnly(validator));
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/mcp");
    ServletRegistration.Dynamic registration = context.addServlet("mcp", servlet);
    registration.setAsyncSupported(true);
    registration.addMapping("/*");
  }

  URI mcp() {
    return server.uri().resolve("/mcp");
  }

  Caller reader() {
    return caller(issuer.token().app(issuer.reader()));
  }

  Caller buyer() {
    return caller(issuer.token().app(issuer.app()));
  }

  Caller caller(TokenBuilder token) {
    return new Caller(mcp(), token.audience(mcp().toString()).mint());
  }

  @Override
  public void close() throws IOException, LifecycleException {
    server.close();
    validator.close();
    issuer.close();
  }

  private static final class TokensOnly extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient AccessTokenValidator validator;

    TokensOnly(AccessTokenValidator validator) {
      this.validator = validator;
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String header = request.getHeader("Authorization");
      try {
        validator.validate(header == null ? "" : header.replaceFirst("^Bearer ", ""));
      } catch (InvalidTokenException e) {
        response.setStatus(401);
        return;
      }
      chain.doFilter(request, response);
    }
  }
}
