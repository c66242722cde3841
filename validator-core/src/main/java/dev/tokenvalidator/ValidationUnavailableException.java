package dev.tokenvalidator;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * It cannot be told now whether the token is good, because the issuer's keys are out of reach, more
 * signatures are to be verified than there is room for, or something has failed: answer 503 with
 * {@code Retry-After} (RFC 9110 section 10.2.3).
 *
 * <p>Not a 401: that would make clients throw away good tokens and ask a struggling issuer for new
 * ones.
 *
 * <p>Where something has failed, the cause is what was thrown. Its message may quote a token: never
 * send it to the client, and log it with care.
 */
public final class ValidationUnavailableException extends TokenValidationException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;
  private final @Nullable Reason reason;

  ValidationUnavailableException(String message, Duration retryAfter, @Nullable Throwable cause) {
    this(null, message, retryAfter, cause);
  }

  private ValidationUnavailableException(
      @Nullable Reason reason, String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
    this.reason = reason;
  }

  /** Something failed that is expected to work: the next request may find that it does. */
  static ValidationUnavailableException failed(Reason reason, String message, Throwable cause) {
    return new ValidationUnavailableException(reason, message, Duration.ofSeconds(1), cause);
  }

  /**
   * What has failed: {@link Reason#INTERNAL_ERROR} or {@link Reason#SIGNATURE_PROVIDER_FAILED};
   * empty where the issuer's keys are out of reach or there is no room.
   */
  public Optional<Reason> reason() {
    return Optional.ofNullable(reason);
  }

  /** How long to wait before asking again; whole seconds, at least one. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
