package dev.tokenvalidator.benchmarks.speed;

/**
 * What one operation took in one process, on average.
 *
 * @param cpuNanos CPU time of the threads that measured
 * @param bytes what they allocated
 * @param blockedPerMillion how often they were blocked by a monitor, in a million operations
 */
record Sample(double cpuNanos, double bytes, double blockedPerMillion) {

  static final Sample MISSING = new Sample(Double.NaN, Double.NaN, Double.NaN);
}
