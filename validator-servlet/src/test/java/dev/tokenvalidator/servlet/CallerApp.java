package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.EnumSet;

/** An application that prints what a handler can ask about its caller. */
final class CallerApp {

  /** What {@link #printCaller} prints if there is no caller. */
  static final String NOBODY = "null null null false none";

  private CallerApp() {}

  static TestApp.Builder on(Container container, TestIssuer issuer) {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(
            filter ->
                filter
                    .route("/open", open())
                    .route("/open-async", open())
                    .route("/open-fails", open())
                    .route("/open/*", open())
                    .route("/*", authenticated()))
        .servlet("/caller", CallerApp::printCaller)
        .servlet("/open", CallerApp::printCaller)
        .servlet("/open-fails", (request, response) -> response.sendError(409))
        .servlet("/open-async", (request, response) -> request.startAsync().dispatch("/caller"));
  }

  /** Prints all that a handler can ask about its caller. */
  static void printCaller(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Principal principal = request.getUserPrincipal();
    String token;
    try {
      token = BearerTokenFilter.accessToken(request).subject();
    } catch (IllegalStateException e) {
      token = "none";
    }
    response
        .getWriter()
        .print(
            (principal == null ? null : principal.getName())
                + " "
                + request.getRemoteUser()
                + " "
                + request.getAuthType()
                + " "
                + request.isUserInRole("read:products")
                + (request.isUserInRole("write:products") ? " writes" : "")
                + " "
                + token);
  }

  /** What {@link #printCaller} prints of a machine with the scope {@code read:products}. */
  static String caller(String subject) {
    return subject + " " + subject + " Bearer true " + subject;
  }

  /** Adds a filter in front that sets the caller, as a filter behind a trusted proxy does. */
  static void trustProxy(ServletContext context) {
    FilterRegistration.Dynamic trusting =
        context.addFilter("trusts a proxy", CallerApp::trustProxy);
    trusting.setAsyncSupported(true);
    trusting.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
  }

  static void trustProxy(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new AdminRequest((HttpServletRequest) request), response);
  }

  /** A request whose caller is an administrator. */
  private static final class AdminRequest extends HttpServletRequestWrapper {

    AdminRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public Principal getUserPrincipal() {
      return () -> "admin";
    }

    @Override
    public String getRemoteUser() {
      return "admin";
    }

    @Override
    public boolean isUserInRole(String role) {
      return true;
    }

    @Override
    public String getAuthType() {
      return "BASIC";
    }
  }
}
