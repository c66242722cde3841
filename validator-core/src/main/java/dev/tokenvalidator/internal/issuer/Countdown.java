package dev.tokenvalidator.internal.issuer;

/**
 * A period of time, of which some part is left.
 *
 * @param from when it began
 * @param nanos its length in nanoseconds
 */
record Countdown(Moment from, long nanos) {

  /** A countdown that is always over. */
  static final Countdown OVER = new Countdown(new Moment(0, 0), 0);

  /** The nanoseconds left; 0 if it is over. */
  long left(Moment now) {
    return nanos <= 0 ? 0 : Math.max(0, nanos - now.since(from));
  }

  boolean isOver(Moment now) {
    return left(now) == 0;
  }
}
