package dev.tokenvalidator.examples.mcp;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.RequestContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the scopes of the tool that a message calls, and answers 403 with all of them if one is
 * missing. It must decide before the SDK does: a tool can only return an error inside a 200, and
 * from that a client does not learn which token to get.
 *
 * <p>It stands behind the {@code BearerTokenFilter}, which authenticates the caller. Tools that it
 * does not know go on to the SDK, which refuses them. Resources and prompts need no scope: extend
 * it before you add some that do.
 *
 * @param tools what the callers of each tool need, by the tool's name
 */
record ToolScopes(Map<String, Access> tools) implements Filter {

  ToolScopes {
    tools = Map.copyOf(tools);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    doFilter((HttpServletRequest) request, (HttpServletResponse) response, chain);
  }

  private void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!request.getMethod().equals("POST")) {
      chain.doFilter(request, response); // the SDK reads no body
      return;
    }
    Message message;
    try {
      message = Message.read(request);
    } catch (Message.UnreadableException e) {
      Answers.send(response, e.status(), e.text());
      return;
    }
    String tool = message.tool();
    TurnedAway refusal = tool == null ? null : refusal(request, tool);
    if (refusal != null) {
      Answers.send(response, refusal);
      return;
    }
    chain.doFilter(new RequestWithBody(request, message.body()), response);
  }

  /** Null if the caller may call the tool, and if there is no such tool. */
  private @Nullable TurnedAway refusal(HttpServletRequest request, String tool) {
    Access access = tools.get(tool);
    return access != null
            && caller(request).authorize(request.getMethod(), access, forLog(request, tool))
                instanceof TurnedAway refusal
        ? refusal
        : null;
  }

  private static AccessTokenPrincipal caller(HttpServletRequest request) {
    return (AccessTokenPrincipal) request.getUserPrincipal();
  }

  /** For the log line of a refusal. */
  private static RequestContext forLog(HttpServletRequest request, String tool) {
    return RequestContext.none()
        .withMethod(request.getMethod())
        .withRoute(request.getRequestURI() + ", tool " + tool);
  }
}
