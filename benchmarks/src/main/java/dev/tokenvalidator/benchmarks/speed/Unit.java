package dev.tokenvalidator.benchmarks.speed;

import java.util.Locale;

/** How a figure is shown. */
enum Unit {
  RATIO,
  /** Given in nanoseconds. */
  MICROS,
  BYTES,
  /** Given in bytes. */
  KIB,
  PER_SECOND;

  String show(double value) {
    return switch (this) {
      case RATIO ->
          value > 0 && value < 0.02
              ? format("1/%.0f", 1 / value)
              : format(value < 0.2 ? "%.3f" : "%.2f", value);
      case MICROS -> format(Math.abs(value) < 10_000 ? "%.3f us" : "%.1f us", value / 1e3);
      case BYTES -> format("%.0f B", value);
      case KIB -> format("%.1f KiB", value / 1024);
      case PER_SECOND -> format("%.0f /s", value);
    };
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
