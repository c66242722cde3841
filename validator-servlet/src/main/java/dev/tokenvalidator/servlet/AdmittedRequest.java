package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request as handlers see it: its caller is the one that the access token names, or nobody. What
 * the container or a proxy in front believes about the caller is not asked.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {

  private final Decision decision;
  private final @Nullable AccessToken token;

  AdmittedRequest(HttpServletRequest request, Decision decision) {
    super(request);
    this.decision = decision;
    this.token = decision.token();
  }

  /** A dispatch may be let in as somebody else than the request it is a part of. */
  @Override
  public @Nullable Object getAttribute(String name) {
    return decision.isKeptAs(name) ? decision : super.getAttribute(name);
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return token == null ? null : new Caller(token.issuer(), token.subject());
  }

  @Override
  public @Nullable String getRemoteUser() {
    return token == null ? null : token.subject();
  }

  /** Never for {@code *}, which Servlet 6.0 reserves. */
  @Override
  public boolean isUserInRole(String role) {
    return token != null && token.scopes().contains(role) && !"*".equals(role);
  }

  @Override
  public @Nullable String getAuthType() {
    return token == null ? null : "Bearer";
  }

  /** Subjects are unique only together with their issuer, so both make the caller. */
  private record Caller(String issuer, String subject) implements Principal {

    @Override
    public String getName() {
      return subject;
    }

    @Override
    public String toString() {
      return subject;
    }
  }
}
