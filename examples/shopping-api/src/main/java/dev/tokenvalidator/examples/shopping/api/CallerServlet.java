package dev.tokenvalidator.examples.shopping.api;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Shows callers the claims of their access token. */
public final class CallerServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AccessToken token = BearerTokenFilter.accessToken(request);
    response.setContentType("text/plain;charset=UTF-8");
    response
        .getWriter()
        .printf("subject    %s%n", token.subject())
        .printf("client id  %s%n", token.clientId())
        .printf("scopes     %s%n", String.join(" ", token.scopes()))
        .printf("issuer     %s%n", token.issuer())
        .printf("expires    %s%n", token.expiresAt());
  }
}
