package dev.tokenvalidator;

import org.jspecify.annotations.Nullable;

/**
 * A token was not accepted: it is not valid ({@link InvalidTokenException}), or it cannot be judged
 * now ({@link ValidationUnavailableException}).
 *
 * <p>Unchecked, so that a caller who forgets to catch it fails closed.
 */
public abstract sealed class TokenValidationException extends RuntimeException
    permits InvalidTokenException, ValidationUnavailableException {

  private static final long serialVersionUID = 1L;

  TokenValidationException(String message, @Nullable Throwable cause) {
    // An attacker can cause any number of refusals, and a stack trace costs more than most checks.
    super(message, cause, false, false);
  }
}
