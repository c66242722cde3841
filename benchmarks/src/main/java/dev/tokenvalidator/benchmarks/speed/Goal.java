package dev.tokenvalidator.benchmarks.speed;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure, and how large it may be.
 *
 * @param name of the figure
 * @param limit at most this; not a number where there is no bar
 * @param unit of both
 * @param figure from one round
 */
record Goal(String name, double limit, Unit unit, ToDoubleFunction<Round> figure) {

  /** Its row in a table of name, bar, value and verdict. */
  List<String> row(List<Round> rounds) {
    Summary seen = Summary.of(rounds, figure);
    boolean judged = !Double.isNaN(limit) && !seen.isMissing();
    return List.of(
        name,
        Double.isNaN(limit) ? "-" : "<= " + unit.show(limit),
        seen.show(unit),
        judged ? seen.median() <= limit ? "yes" : "no" : "-");
  }
}
