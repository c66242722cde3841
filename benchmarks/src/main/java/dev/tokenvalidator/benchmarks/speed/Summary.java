package dev.tokenvalidator.benchmarks.speed;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One figure over all rounds.
 *
 * @param median not a number where nothing was measured
 * @param least the smallest
 * @param greatest the largest
 * @param count how many rounds had it
 */
record Summary(double median, double least, double greatest, int count) {

  static Summary of(List<? extends Figures> rounds, ToDoubleFunction<Figures> figure) {
    return of(rounds.stream().mapToDouble(figure).toArray());
  }

  static Summary of(double... values) {
    double[] sorted =
        java.util.Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    int count = sorted.length;
    if (count == 0) {
      return new Summary(Double.NaN, Double.NaN, Double.NaN, 0);
    }
    double median =
        count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    return new Summary(median, sorted[0], sorted[count - 1], count);
  }

  boolean isMissing() {
    return count == 0;
  }

  /** Median and range, or one of them where there is but one. */
  String show(Unit unit) {
    if (isMissing()) {
      return "not measured";
    }
    return count == 1
        ? unit.show(median)
        : unit.show(median) + " (" + unit.show(least) + " to " + unit.show(greatest) + ")";
  }
}
