package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 503 in front of Spring Security where a token cannot be checked. Its bearer filter lets
 * that exception through, and the container would answer 500, or 401 by way of its error page.
 *
 * <p>Only our own exception is answered, whoever wraps it; everything else passes.
 */
final class UnavailableFilter extends OncePerRequestFilter {

  /** In front of the CORS filters and of the token filter, where that is there as well. */
  static final int ORDER = FilterRegistrations.ORDER - 3;

  private final Refusals refusals;

  UnavailableFilter(Refusals refusals) {
    this.refusals = refusals;
  }

  /** In front of Spring Security's chain. */
  static FilterRegistrationBean<UnavailableFilter> registration(
      EnvironmentSettings settings, int order) {
    FilterRegistrationBean<UnavailableFilter> registration =
        new FilterRegistrationBean<>(new UnavailableFilter(Refusals.of(settings)));
    registration.setOrder(order);
    registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
    return registration;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (ServletException | IOException | RuntimeException e) {
      UnavailableJwtException unavailable = unavailable(e);
      if (unavailable == null || response.isCommitted()) {
        throw e;
      }
      refusals.send(TurnedAway.unavailable(unavailable.retryAfter()), request, response);
    }
  }

  private static @Nullable UnavailableJwtException unavailable(Throwable thrown) {
    Throwable cause = thrown;
    // Bounded, because a chain of causes may be a circle.
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof UnavailableJwtException found) {
        return found;
      }
      cause = cause.getCause();
    }
    return null;
  }
}
