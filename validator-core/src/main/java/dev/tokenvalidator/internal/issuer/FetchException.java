package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSetReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A fetch of the issuer's keys failed. The message is for the operator. */
final class FetchException extends Exception {

  private static final long serialVersionUID = 1L;

  private final @Nullable Duration retryAfter;
  private final transient @Nullable List<JwkSetReader.Skipped> unusable;

  private FetchException(
      String message,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter,
      @Nullable List<JwkSetReader.Skipped> unusable) {
    super(message, cause);
    this.retryAfter = retryAfter;
    this.unusable = unusable;
  }

  FetchException(String message) {
    this(message, null, null, null);
  }

  FetchException(String message, Throwable cause) {
    this(message, cause, null, null);
  }

  static FetchException timedOut(Duration timeout) {
    return new FetchException("no complete response within " + timeout.toMillis() + " ms");
  }

  static FetchException refused(String message, @Nullable Duration retryAfter) {
    return new FetchException(message, null, retryAfter, null);
  }

  static FetchException emptySet(String message, List<JwkSetReader.Skipped> unusable) {
    return new FetchException(message, null, null, unusable);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** How long the issuer asked us to wait; empty if it did not. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether the issuer answered with a well-formed set that has no usable key. */
  boolean isEmptySet() {
    return unusable != null;
  }

  /** The entries of a set that has no usable key. One of them may be a published secret. */
  List<JwkSetReader.Skipped> unusable() {
    return unusable == null ? List.of() : unusable;
  }
}
