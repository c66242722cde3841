package dev.tokenvalidator.spring;

import java.time.Duration;
import org.springframework.security.oauth2.jwt.JwtException;

/** A token that cannot be checked now. {@link UnavailableFilter} answers it. */
final class UnavailableJwtException extends JwtException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  UnavailableJwtException(Duration retryAfter, RuntimeException cause) {
    super("The access token cannot be checked now", cause);
    this.retryAfter = retryAfter;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
