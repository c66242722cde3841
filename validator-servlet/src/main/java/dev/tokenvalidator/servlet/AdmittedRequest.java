package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request as handlers see it: its caller is the one that the access token names, or nobody. What
 * the container or a proxy in front believes about the caller is not asked.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {

  private final Caller caller;

  /** Null on an open route, and after {@link #logout}. */
  private @Nullable AccessToken token;

  AdmittedRequest(HttpServletRequest request, Caller caller) {
    super(request);
    this.caller = caller;
    this.token = caller.token();
  }

  /** A dispatch may be let in as somebody else than the request it is a part of. */
  @Override
  public @Nullable Object getAttribute(String name) {
    return caller.isKeptAs(name) ? caller : super.getAttribute(name);
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return token == null ? null : new TokenPrincipal(token.issuer(), token.subject());
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

  /**
   * Shows this request instead of the container's own, which knows another caller or none (Servlet
   * 6.0 section 2.3.3.3).
   */
  @Override
  public AsyncContext startAsync() {
    return new CallersAsyncContext(super.startAsync(), this);
  }

  /** Null in a mock of Spring's that has started nothing, where a container throws. */
  @Override
  public @Nullable AsyncContext getAsyncContext() {
    AsyncContext started = super.getAsyncContext();
    return started != null && started.hasOriginalRequestAndResponse()
        ? new CallersAsyncContext(started, this)
        : started;
  }

  /** True for the caller of the token; a request without one is answered with the challenge. */
  @Override
  public boolean authenticate(HttpServletResponse answered) throws IOException {
    if (token != null) {
      return true;
    }
    caller.challenge(this, answered);
    return false;
  }

  /** Always refused: the token is the only way to log in. */
  @Override
  public void login(String username, String password) throws ServletException {
    throw new ServletException("a request logs in by its bearer token only");
  }

  /** This request has no caller from now on; the token itself stays valid until it expires. */
  @Override
  public void logout() {
    token = null;
  }

  /** Subjects are unique only together with their issuer, so both make the caller. */
  private record TokenPrincipal(String issuer, String subject) implements Principal {

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
