package dev.tokenvalidator.internal.issuer;

/**
 * Limits how often something may happen: a few times at once, then once per interval. This is a
 * token bucket of permits; its state is the time until the bucket is full.
 *
 * @param burst how many permits a full bucket holds
 * @param interval the nanoseconds until one more permit is added
 * @param untilFull the time until the bucket is full
 */
record Brake(int burst, long interval, Countdown untilFull) {

  static Brake full(int burst, long interval) {
    return new Brake(burst, interval, Countdown.OVER);
  }

  /** Nanoseconds until there is a permit; 0 if there is one now. */
  long left(Moment now) {
    return Math.max(0, untilFull.left(now) - (burst - 1) * interval);
  }

  /** Takes a permit, even if none is left. */
  Brake taken(Moment now) {
    return new Brake(burst, interval, new Countdown(now, untilFull.left(now) + interval));
  }
}
