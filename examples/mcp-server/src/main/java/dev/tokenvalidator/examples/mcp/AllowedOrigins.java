package dev.tokenvalidator.examples.mcp;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Turns away web pages of other origins with 403. Browsers send {@code Origin}; a request without
 * one comes from another client and goes on. The metadata is for every page.
 *
 * @param origins what browsers may send, for example {@code https://shop.example}
 */
record AllowedOrigins(Set<String> origins) implements Filter {

  AllowedOrigins {
    origins = Set.copyOf(origins);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    List<String> sent = Collections.list(((HttpServletRequest) request).getHeaders("Origin"));
    if (origins.containsAll(sent) || isForMetadata((HttpServletRequest) request)) {
      chain.doFilter(request, response);
    } else {
      Answers.send(
          (HttpServletResponse) response, HttpServletResponse.SC_FORBIDDEN, "Origin not allowed");
    }
  }

  /** The {@code BearerTokenFilter} answers everything there, so no tool is. */
  private static boolean isForMetadata(HttpServletRequest request) {
    return (request.getRequestURI() + "/").startsWith("/.well-known/oauth-protected-resource/");
  }
}
