package dev.tokenvalidator.internal.jws;

import org.jspecify.annotations.Nullable;

/** A provider accepts a bad signature, refuses a good one, fails, or lacks an algorithm. */
public final class UnfitProviderException extends Exception {

  private static final long serialVersionUID = 1L;

  UnfitProviderException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
