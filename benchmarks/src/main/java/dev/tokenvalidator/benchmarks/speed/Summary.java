package dev.tokenvalidator.benchmarks.speed;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One figure over all rounds.
 *
 * @param values in ascending order; those that were not measured are left out
 */
record Summary(List<Double> values) {

  static Summary of(Collection<Double> values) {
    return new Summary(values.stream().filter(value -> !value.isNaN()).sorted().toList());
  }

  static Summary of(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return of(rounds.stream().map(figure::applyAsDouble).toList());
  }

  boolean isMissing() {
    return values.isEmpty();
  }

  double median() {
    int count = values.size();
    return isMissing() ? Double.NaN : (values.get((count - 1) / 2) + values.get(count / 2)) / 2;
  }

  /** The median, and the range where there are several values. */
  String show(Unit unit) {
    if (isMissing()) {
      return "not measured";
    }
    String range =
        " (" + unit.show(values.get(0)) + " to " + unit.show(values.get(values.size() - 1)) + ")";
    return unit.show(median()) + (values.size() == 1 ? "" : range);
  }
}
