package dev.tokenvalidator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * It cannot be told now whether the token is good, because the issuer's keys are out of reach or
 * more signatures are to be verified than there is room for: answer 503 with {@code Retry-After}
 * (RFC 9110 section 10.2.3).
 *
 * <p>Not a 401: that would make clients throw away good tokens and ask a struggling issuer for new
 * ones.
 */
public final class ValidationUnavailableException extends TokenValidationException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  ValidationUnavailableException(String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  /** How long to wait before asking again; whole seconds, at least one. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
