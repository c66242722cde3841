package dev.tokenvalidator.benchmarks.speed;

import java.util.function.ToDoubleFunction;

/**
 * A figure, and how large it may be.
 *
 * @param row that it belongs to, as named on the command line
 * @param name of what is to be reached
 * @param measure in words
 * @param limit at most this; not a number where the figure is only told
 * @param unit of both
 * @param figure taken from one round
 */
record Goal(
    String row,
    String name,
    String measure,
    double limit,
    Unit unit,
    ToDoubleFunction<Figures> figure) {

  String bar() {
    return Double.isNaN(limit) ? "-" : "<= " + unit.show(limit);
  }

  String met(Summary seen) {
    return Double.isNaN(limit) || seen.isMissing() ? "-" : seen.median() <= limit ? "yes" : "no";
  }
}
