package dev.tokenvalidator;

/**
 * Tells a rate from a sum: what is poured in leaks away with time, so that only what comes faster
 * than the leak fills the bucket. Knows no clock; times are nanoseconds since any moment. Not safe
 * for use by several threads.
 */
final class LeakyBucket {

  private final double leakPerNano;
  private final double capacity;
  private double level;
  private long levelAt;

  /**
   * Makes an empty one.
   *
   * @param leakPerSecond how much leaks away in a second
   * @param capacity more than this runs over, which bounds how long it takes to empty
   */
  LeakyBucket(double leakPerSecond, double capacity) {
    this.leakPerNano = leakPerSecond / 1e9;
    this.capacity = capacity;
  }

  /** Adds to what is in it, or with a negative amount takes out as much as there is. */
  void pour(double amount, long now) {
    level = Math.min(capacity, Math.max(0, level(now) + amount));
    levelAt = now;
  }

  double level(long now) {
    // Callers read the clock before they come here one by one: a little disorder is no time.
    return level == 0 ? 0 : Math.max(0, level - Math.max(0, now - levelAt) * leakPerNano);
  }

  /** How many nanoseconds from now it will be empty if nothing more is poured in. */
  long emptyIn(long now) {
    return (long) Math.ceil(level(now) / leakPerNano);
  }
}
