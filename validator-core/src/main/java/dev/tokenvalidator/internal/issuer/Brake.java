package dev.tokenvalidator.internal.issuer;

/**
 * Bounds how often something may happen: a few times at once, then once an interval. It is a bucket
 * of permits that fills again, kept as the time until it is full.
 *
 * @param burst how many permits a full bucket holds
 * @param interval nanoseconds until there is one more
 * @param untilFull how long the bucket takes to fill
 */
record Brake(int burst, long interval, Countdown untilFull) {

  static Brake full(int burst, long interval) {
    return new Brake(burst, interval, Countdown.OVER);
  }

  /** Nanoseconds until there is a permit; 0 if there is one. */
  long left(Moment now) {
    return Math.max(0, untilFull.left(now) - (burst - 1) * interval);
  }

  /** Takes a permit, even if none is left. */
  Brake taken(Moment now) {
    return new Brake(burst, interval, new Countdown(now, untilFull.left(now) + interval));
  }
}
