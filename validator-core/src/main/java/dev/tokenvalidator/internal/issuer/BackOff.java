package dev.tokenvalidator.internal.issuer;

import java.time.Duration;

/** How long to leave an issuer alone whose last answer was a failure. */
final class BackOff {

  private static final long MIN = Duration.ofSeconds(1).toNanos();
  private static final long MAX = Duration.ofSeconds(60).toNanos();
  private static final long MAX_PAUSE_WITHOUT_KEYS = Duration.ofSeconds(5).toNanos();
  private static final long MAX_RETRY_AFTER = Duration.ofMinutes(15).toNanos();

  /** While nobody can be let in, a load balancer is not taken at its word for longer. */
  static final long MAX_WITHOUT_KEYS = Duration.ofSeconds(60).toNanos();

  private BackOff() {}

  /**
   * The pause in nanoseconds: a random part of a span that doubles with each failure, or as long as
   * the issuer asked.
   *
   * @param failures in a row, at least 1
   * @param hasKeys whether there are keys to go on with
   * @param retryAfter nanoseconds that the issuer asked for
   * @param jitter from 0 to 1: full jitter, so that many instances do not come back together
   */
  static long nanos(int failures, boolean hasKeys, long retryAfter, double jitter) {
    long longest = hasKeys ? Math.min(MAX, MIN << Math.min(failures, 16)) : MAX_PAUSE_WITHOUT_KEYS;
    long pause = MIN + (long) ((longest - MIN) * jitter);
    long most = hasKeys ? MAX_RETRY_AFTER : MAX_WITHOUT_KEYS;
    return Math.max(pause, Math.min(retryAfter, most));
  }
}
