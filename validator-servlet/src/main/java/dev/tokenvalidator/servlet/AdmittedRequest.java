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
 * A request as handlers see it. Its caller is the one that the access token names, or nobody; a
 * caller that the container or a proxy names is ignored.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {

  private final Caller caller;
  private final Answer challenge;

  /** Null on an open route, and after {@link #logout}. */
  private @Nullable AccessToken token;

  /**
   * Wraps a request.
   *
   * @param challenge the answer if a handler of an open route asks for a caller
   */
  AdmittedRequest(HttpServletRequest request, Caller caller, Answer challenge) {
    super(request);
    this.caller = caller;
    this.challenge = challenge;
    this.token = caller.token();
  }

  /** A dispatch may have another caller than the request that it belongs to. */
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

  /** Never true for {@code *}, which Servlet 6.0 reserves. */
  @Override
  public boolean isUserInRole(String role) {
    return token != null && token.scopes().contains(role) && !"*".equals(role);
  }

  @Override
  public @Nullable String getAuthType() {
    return token == null ? null : "Bearer";
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
    if (token != null) {
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
    token = null;
  }

  /** A subject is unique only together with its issuer, so equality compares both. */
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
