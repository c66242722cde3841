package dev.tokenvalidator.benchmarks;

import java.util.Arrays;

/** How long each request took. Not safe for use by several threads. */
final class Latencies {

  // Room for all requests of a scenario, so that growing does not show up as a slow request.
  private long[] nanos = new long[1 << 20];
  private int count;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  /** Those of two runs together. */
  static Latencies of(Latencies first, Latencies second) {
    Latencies both = new Latencies();
    both.nanos = Arrays.copyOf(first.nanos, first.count + second.count);
    System.arraycopy(second.nanos, 0, both.nanos, first.count, second.count);
    both.count = first.count + second.count;
    return both;
  }

  /** The smallest duration that this part of the requests did not exceed, in microseconds. */
  double micros(double part) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(part * count) - 1)] / 1_000.0;
  }
}
