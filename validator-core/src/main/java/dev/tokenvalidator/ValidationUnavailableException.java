package dev.tokenvalidator;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token cannot be judged now: the issuer's keys are unavailable, too many signatures wait to be
 * verified, or something failed. Answer 503 with {@code Retry-After} (RFC 9110 section 10.2.3).
 *
 * <p>Never answer 401: clients would throw away good tokens and ask a struggling issuer for new
 * ones.
 *
 * <p>If something failed, the cause is what was thrown. Its message may quote a token: never send
 * it to the client, and log it with care.
 */
public final class ValidationUnavailableException extends TokenValidationException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;
  private final @Nullable Reason reason;

  /** What to report instead of the message, because the rest was reported when it happened. */
  private final @Nullable String report;

  ValidationUnavailableException(String message, Duration retryAfter, @Nullable Throwable cause) {
    this(null, message, null, retryAfter, cause);
  }

  private ValidationUnavailableException(
      @Nullable Reason reason,
      String message,
      @Nullable String report,
      Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.report = report;
    this.retryAfter = retryAfter;
    this.reason = reason;
  }

  /** Something failed that should work, and may work for the next request. */
  static ValidationUnavailableException failed(Reason reason, String message, Throwable cause) {
    return new ValidationUnavailableException(reason, message, null, Duration.ofSeconds(1), cause);
  }

  /**
   * The issuer's keys are unavailable.
   *
   * @param problem what is the matter
   * @param failedFetch what the last fetch failed with, which was reported; null if none failed
   */
  static ValidationUnavailableException withoutKeys(
      String issuer, String problem, Duration retryAfter, @Nullable Throwable failedFetch) {
    String unavailable = "keys of " + issuer + " unavailable";
    return new ValidationUnavailableException(
        null,
        unavailable + ": " + problem,
        failedFetch == null ? null : unavailable,
        retryAfter,
        failedFetch);
  }

  /** What the report of the refusal says. */
  String report() {
    return report == null ? String.valueOf(getMessage()) : report;
  }

  /** Whether a line about the issuer's keys has told the operator why. */
  boolean isToldByKeys() {
    return report != null;
  }

  /**
   * What failed: {@link Reason#INTERNAL_ERROR} or {@link Reason#SIGNATURE_PROVIDER_FAILED}; empty
   * if the issuer's keys are unavailable or the queue is full.
   */
  public Optional<Reason> reason() {
    return Optional.ofNullable(reason);
  }

  /** How long to wait before the next attempt, in whole seconds, at least one. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
