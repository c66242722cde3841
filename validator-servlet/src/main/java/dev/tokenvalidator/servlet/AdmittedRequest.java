package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenPrincipal;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request as handlers see it. Its caller is the one that the access token names, or nobody; a
 * caller that the container or a proxy names is ignored.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {

  private final Caller caller;
  private final Answer challenge;

  /** Null on an open route, and after {@link #logout}. */
  private @Nullable AccessTokenPrincipal principal;

  /**
   * Wraps a request.
   *
   * @param principal of the caller; null if it has no token
   * @param challenge the answer if a handler of an open route asks for a caller
   */
  AdmittedRequest(
      HttpServletRequest request,
      Caller caller,
      @Nullable AccessTokenPrincipal principal,
      Answer challenge) {
    super(request);
    this.caller = caller;
    this.challenge = challenge;
    this.principal = principal;
  }

  /** A dispatch may have another caller than the request that it belongs to. */
  @Override
  public @Nullable Object getAttribute(String name) {
    return caller.isKeptAs(name) ? caller : super.getAttribute(name);
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return principal;
  }

  @Override
  public @Nullable String getRemoteUser() {
    return principal == null ? null : principal.getName();
  }

  /** Never true for {@code *}, which Servlet 6.0 reserves. */
  @Override
  public boolean isUserInRole(String role) {
    return principal != null && principal.token().scopes().contains(role) && !"*".equals(role);
  }

  @Override
  public @Nullable String getAuthType() {
    return principal == null ? null : "Bearer";
  }

  /**
   * Gives handlers this request and its caller. The container's own context returns the request
   * that it started with (Servlet 6.0 section 2.3.3.3).
   */
  @Override
  public AsyncContext startAsync() {
    return new CallersAsyncContext(super.startAsync(), this);
  }

  /** Spring's mock returns null before asynchronous processing starts; a container throws. */
  @Override
  public @Nullable AsyncContext getAsyncContext() {
    AsyncContext started = super.getAsyncContext();
    return started != null && started.hasOriginalRequestAndResponse()
        ? new CallersAsyncContext(started, this)
        : started;
  }

  /** True if there is a token. Otherwise it answers the request with the challenge. */
  @Override
  public boolean authenticate(HttpServletResponse answered) throws IOException {
    if (principal != null) {
      return true;
    }
    challenge.send(this, answered);
    return false;
  }

  /** Always fails: only a bearer token logs a request in. */
  @Override
  public void login(String username, String password) throws ServletException {
    throw new ServletException("a request logs in by its bearer token only");
  }

  /** Takes the caller from this request. The token itself stays valid until it expires. */
  @Override
  public void logout() {
    principal = null;
  }
}
