package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The filter's decision to let a request in, with its token. It stays with the request as an
 * attribute, for later dispatches and for handlers.
 *
 * <p>Nobody but {@link Admission} can make one, so the attribute means nothing when something else
 * put it there.
 */
final class Caller {

  private static final String ATTRIBUTE = Caller.class.getName();

  private final Admission by;
  private final @Nullable AccessToken token;

  Caller(Admission by, @Nullable AccessToken token) {
    this.by = by;
    this.token = token;
  }

  /** The token of the caller; null on an open route. */
  @Nullable AccessToken token() {
    return token;
  }

  /** Whether this filter took the caller, and not that of another context. */
  boolean isBy(Admission admission) {
    return by == admission;
  }

  /** Answers a request whose handler asks for a caller where there is none. */
  void challenge(HttpServletRequest request, HttpServletResponse response) throws IOException {
    by.challenge(request, response);
  }

  boolean isKeptAs(String attribute) {
    return ATTRIBUTE.equals(attribute);
  }

  void putOn(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  static @Nullable Caller of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : null;
  }

  static void forget(ServletRequest request) {
    request.removeAttribute(ATTRIBUTE);
  }
}
