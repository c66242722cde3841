package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A CORS preflight: a browser asks whether a page of another origin may send a request (Fetch
 * standard, CORS-preflight request). It never carries credentials.
 */
final class Preflight {

  private Preflight() {}

  /** The method that the browser asks for; null if the request is not a preflight. */
  static @Nullable String requestedMethod(HttpServletRequest request) {
    if (!request.getMethod().equals("OPTIONS")
        || only(request, "Origin") == null
        || request.getHeader("Authorization") != null) {
      return null;
    }
    String method = only(request, "Access-Control-Request-Method");
    return method != null && Route.isMethod(method) ? method : null;
  }

  /** The value of a header that occurs once and is not blank; null otherwise. */
  private static @Nullable String only(HttpServletRequest request, String name) {
    Enumeration<String> values = request.getHeaders(name);
    if (values == null || !values.hasMoreElements()) {
      return null;
    }
    String value = values.nextElement();
    return values.hasMoreElements() || value.isBlank() ? null : value;
  }
}
