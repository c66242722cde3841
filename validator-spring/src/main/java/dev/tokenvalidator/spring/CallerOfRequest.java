package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenPrincipal;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Who calls, as the filter or Spring Security says. */
final class CallerOfRequest {

  private static final boolean HAS_SECURITY =
      ClassUtils.isPresent(
          "org.springframework.security.oauth2.jwt.Jwt", CallerOfRequest.class.getClassLoader());

  private CallerOfRequest() {}

  /**
   * Finds the caller. Spring Security's request hides the one that the filter has let in, so the
   * request behind it is asked as well. A wrapper of the application that hides the caller is
   * obeyed.
   *
   * @return null if the request has no caller with an access token that our validator has seen
   */
  static @Nullable AccessTokenPrincipal in(HttpServletRequest request) {
    for (ServletRequest next = request; next != null; next = behind(next)) {
      AccessTokenPrincipal caller =
          next instanceof HttpServletRequest http ? callerOf(http.getUserPrincipal()) : null;
      if (caller != null) {
        return caller;
      }
    }
    return null;
  }

  private static @Nullable AccessTokenPrincipal callerOf(@Nullable Principal principal) {
    if (principal instanceof AccessTokenPrincipal caller) {
      return caller;
    }
    return HAS_SECURITY && principal != null ? ValidatedJwt.callerOf(principal) : null;
  }

  private static @Nullable ServletRequest behind(ServletRequest request) {
    return request instanceof ServletRequestWrapper wrapper
            && request.getClass().getName().startsWith("org.springframework.")
        ? wrapper.getRequest()
        : null;
  }
}
