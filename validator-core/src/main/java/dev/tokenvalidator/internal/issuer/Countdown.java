package dev.tokenvalidator.internal.issuer;

/**
 * A span of time that is running out.
 *
 * @param from when it began
 * @param nanos how long it lasts
 */
record Countdown(Moment from, long nanos) {

  /** One that is over. */
  static final Countdown OVER = new Countdown(new Moment(0, 0), 0);

  /** How many nanoseconds are left; 0 if it is over. */
  long left(Moment now) {
    return nanos <= 0 ? 0 : Math.max(0, nanos - now.since(from));
  }

  boolean isOver(Moment now) {
    return left(now) == 0;
  }
}
