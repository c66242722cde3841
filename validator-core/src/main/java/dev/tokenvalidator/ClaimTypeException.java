package dev.tokenvalidator;

import org.jspecify.annotations.Nullable;

/**
 * A claim of a validated token has another type than the application asked for.
 *
 * <p>The issuer and the application disagree about the claim; the token itself is valid. The
 * message names the claim and the types, not the value.
 */
public final class ClaimTypeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClaimTypeException(String name, Class<?> wanted, @Nullable Object value) {
    super(
        "claim "
            + Explanation.quote(name)
            + " is not a "
            + wanted.getSimpleName()
            + " but a "
            + (value == null ? "null" : value.getClass().getSimpleName()));
  }

  ClaimTypeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
