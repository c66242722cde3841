package dev.tokenvalidator;

import org.jspecify.annotations.Nullable;

/**
 * A token was not accepted: because it is bad ({@link InvalidTokenException}), or because that
 * cannot be told now ({@link ValidationUnavailableException}).
 *
 * <p>Unchecked, so that a caller who forgets to catch it fails closed.
 */
public abstract sealed class TokenValidationException extends RuntimeException
    permits InvalidTokenException, ValidationUnavailableException {

  private static final long serialVersionUID = 1L;

  TokenValidationException(String message, @Nullable Throwable cause) {
    // A refusal is an expected outcome, and an attacker can ask for any number of them: no stack
    // trace, which would cost more than most checks.
    super(message, cause, false, false);
  }
}
