package dev.tokenvalidator.examples.mcp;

import static dev.tokenvalidator.Access.authenticated;

import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;
import java.util.Set;

/**
 * The MCP server: the SDK's servlet, and in front of it the filters.
 *
 * @param logtoEndpoint the endpoint of the tenant that issues the tokens
 * @param resource the address of the server, as clients know it: {@code https://shop.example/mcp}.
 *     Tokens must be issued for it. Clients request the scopes that it names
 * @param origins the origins of web pages that may call the server
 * @param mcp answers at {@code /mcp}: a servlet of the SDK ({@link Transport})
 */
record McpApplication(
    String logtoEndpoint, ProtectedResource resource, Set<String> origins, HttpServlet mcp)
    implements ServletContainerInitializer {

  @Override
  public void onStartup(Set<Class<?>> types, ServletContext context) {
    addInFront(context, "allowed-origins", new AllowedOrigins(origins));
    protect(context);
    addBehind(context, "tool-scopes", new ToolScopes(ShopTool.accessByName()));
    ServletRegistration.Dynamic servlet = context.addServlet("mcp", mcp);
    servlet.setAsyncSupported(true);
    // The SDK answers at every path that ends with /mcp; the filter refuses all others but /mcp.
    servlet.addMapping("/*");
  }

  /** No other path has a route, so only {@code /mcp} and the metadata answer. */
  private void protect(ServletContext context) {
    BearerTokenFilter.builder()
        .logtoEndpoint(logtoEndpoint)
        .protectedResource(resource)
        .route("/mcp", authenticated())
        .sessionHeader("Mcp-Session-Id")
        .endStreamsWithToken()
        .install(context);
  }

  private static void addInFront(ServletContext context, String name, Filter filter) {
    map(context.addFilter(name, filter), false);
  }

  private static void addBehind(ServletContext context, String name, Filter filter) {
    map(context.addFilter(name, filter), true);
  }

  private static void map(FilterRegistration.Dynamic registration, boolean isBehindTheOthers) {
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST), isBehindTheOthers, "/*");
  }
}
