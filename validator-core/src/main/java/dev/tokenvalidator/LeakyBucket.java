package dev.tokenvalidator;

/**
 * Measures a rate: its content leaks away with time, so that it fills only if more comes in than
 * leaks. Has no clock; times are nanoseconds since any moment. Not safe for use by several threads.
 */
final class LeakyBucket {

  private final double leakPerNano;
  private final double capacity;
  private double level;
  private long levelAt;

  /**
   * @param leakPerSecond how much leaks away in a second
   * @param capacity more than this overflows, which bounds the time to empty it
   */
  LeakyBucket(double leakPerSecond, double capacity) {
    this.leakPerNano = leakPerSecond / 1e9;
    this.capacity = capacity;
  }

  /** Adds an amount, or removes a negative one as far as there is content. */
  void pour(double amount, long now) {
    level = Math.min(capacity, Math.max(0, level(now) + amount));
    levelAt = now;
  }

  double level(long now) {
    // Callers read the clock before they get here, so times may be slightly out of order.
    return level == 0 ? 0 : Math.max(0, level - Math.max(0, now - levelAt) * leakPerNano);
  }

  /** In how many nanoseconds it is empty if nothing is added. */
  long emptyIn(long now) {
    return (long) Math.ceil(level(now) / leakPerNano);
  }
}
