package dev.tokenvalidator.internal.jws;

import org.jspecify.annotations.Nullable;

/** A provider verifies what it must refuse, refuses what it must verify, or lacks an algorithm. */
public final class UnfitProviderException extends Exception {

  private static final long serialVersionUID = 1L;

  UnfitProviderException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
