package dev.tokenvalidator.jwks;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The issuer's keys could not be had. The message is for the operator. */
final class FetchException extends Exception {

  private static final long serialVersionUID = 1L;

  private final @Nullable Duration retryAfter;
  private final boolean emptySet;

  private FetchException(
      String message, @Nullable Throwable cause, @Nullable Duration retryAfter, boolean emptySet) {
    super(message, cause);
    this.retryAfter = retryAfter;
    this.emptySet = emptySet;
  }

  FetchException(String message) {
    this(message, null, null, false);
  }

  FetchException(String message, Throwable cause) {
    this(message, cause, null, false);
  }

  static FetchException refused(String message, @Nullable Duration retryAfter) {
    return new FetchException(message, null, retryAfter, false);
  }

  static FetchException emptySet(String message) {
    return new FetchException(message, null, null, true);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** How long the issuer asked us to wait. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether the issuer answered with a well-formed set that holds no usable key. */
  boolean isEmptySet() {
    return emptySet;
  }
}
