package dev.tokenvalidator.internal.issuer;

import java.time.Duration;

/** How long to wait after a failed fetch before the next one. */
final class BackOff {

  private static final long MIN = Duration.ofSeconds(1).toNanos();
  private static final long MAX = Duration.ofSeconds(60).toNanos();
  private static final long MAX_PAUSE_WITHOUT_KEYS = Duration.ofSeconds(5).toNanos();
  private static final long MAX_RETRY_AFTER = Duration.ofMinutes(15).toNanos();

  /**
   * The longest pause while there are no keys. No token can be validated meanwhile, so we do not
   * wait as long as a load balancer may ask for.
   */
  static final long MAX_WITHOUT_KEYS = Duration.ofSeconds(60).toNanos();

  private BackOff() {}

  /**
   * The pause in nanoseconds. It is a random part of a span that doubles with each failure, or the
   * time that the issuer asked for if that is longer.
   *
   * @param failures the number of failures in a row, at least 1
   * @param hasKeys whether there are keys to use meanwhile
   * @param retryAfter the nanoseconds that the issuer asked for; 0 if it did not
   * @param jitter from 0 to 1: full jitter, so that many instances do not retry at the same time
   */
  static long nanos(int failures, boolean hasKeys, long retryAfter, double jitter) {
    long longest = hasKeys ? Math.min(MAX, MIN << Math.min(failures, 16)) : MAX_PAUSE_WITHOUT_KEYS;
    long pause = MIN + (long) ((longest - MIN) * jitter);
    long maxRetryAfter = hasKeys ? MAX_RETRY_AFTER : MAX_WITHOUT_KEYS;
    return Math.max(pause, Math.min(retryAfter, maxRetryAfter));
  }
}
