package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenPrincipal;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
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

  /** Null if its asynchronous response may outlive the token. */
  private final @Nullable StreamEnd streamEnd;

  /** Of the present asynchronous cycle; null if there is none, or it has no end. */
  private StreamEnd.@Nullable Timeout timeout;

  /** As handlers see it; null if they see the container's. */
  private @Nullable HttpServletResponse response;

  /** Null on an open route, and after {@link #logout}. */
  private @Nullable AccessTokenPrincipal principal;

  /**
   * Wraps a request.
   *
   * @param principal of the caller; null if it has no token
   * @param challenge the answer if a handler of an open route asks for a caller
   * @param streamEnd ends an asynchronous response with the token; null to let it go on
   */
  AdmittedRequest(
      HttpServletRequest request,
      Caller caller,
      @Nullable AccessTokenPrincipal principal,
      Answer challenge,
      @Nullable StreamEnd streamEnd) {
    super(request);
    this.caller = caller;
    this.challenge = challenge;
    this.streamEnd = streamEnd;
    this.principal = principal;
  }

  /** The token of the caller; null on an open route. */
  @Nullable AccessToken token() {
    return caller.token();
  }

  /** Shows handlers another response than the container's. */
  void answeredBy(HttpServletResponse shown) {
    response = shown;
  }

  /**
   * A dispatch may have another caller than the request that it belongs to. A second door behind
   * this one finds the resource server, whose challenges it sends.
   */
  @Override
  public @Nullable Object getAttribute(String name) {
    if (FilterNames.RESOURCE_SERVER.equals(name) && caller.door().server().metadata().isPresent()) {
      return caller.door().server();
    }
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
    return seen(super.startAsync(), this, response);
  }

  /** What a handler gives may be its own wrapper of this request, and has the caller from it. */
  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    AsyncContext started = super.startAsync(request, response);
    return streamEnd == null ? started : seen(started, request, response);
  }

  private AsyncContext seen(
      AsyncContext started, ServletRequest request, @Nullable ServletResponse response) {
    timeout = streamEnd == null ? null : streamEnd.start(started, this);
    return new CallersAsyncContext(started, request, response, timeout);
  }

  /** Called when the handler has returned: the time of its response begins now, at the latest. */
  void handlerReturned() {
    if (timeout != null && isAsyncStarted()) {
      timeout.handlerReturned();
    }
  }

  /** Spring's mock returns null before asynchronous processing starts; a container throws. */
  @Override
  public @Nullable AsyncContext getAsyncContext() {
    AsyncContext started = super.getAsyncContext();
    if (started == null) {
      return null;
    }
    if (started.hasOriginalRequestAndResponse()) {
      return new CallersAsyncContext(started, this, response, timeout);
    }
    return timeout == null ? started : new CallersAsyncContext(started, null, null, timeout);
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
