package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.benchmarks.speed.Algorithm.ES256;
import static dev.tokenvalidator.benchmarks.speed.Algorithm.ES384;
import static dev.tokenvalidator.benchmarks.speed.Algorithm.RS256;
import static dev.tokenvalidator.benchmarks.speed.Library.NO_FILTER;
import static dev.tokenvalidator.benchmarks.speed.Library.OURS;
import static dev.tokenvalidator.benchmarks.speed.Library.OURS_ACCP;
import static dev.tokenvalidator.benchmarks.speed.Library.OURS_BC;
import static dev.tokenvalidator.benchmarks.speed.Library.OURS_WARM;
import static dev.tokenvalidator.benchmarks.speed.Library.OURS_WARM_TOKEN;
import static dev.tokenvalidator.benchmarks.speed.Library.OUR_FILTER;
import static dev.tokenvalidator.benchmarks.speed.Library.SPRING_FILTER;
import static dev.tokenvalidator.benchmarks.speed.Unit.BYTES;
import static dev.tokenvalidator.benchmarks.speed.Unit.MICROS;
import static dev.tokenvalidator.benchmarks.speed.Unit.PER_SECOND;
import static dev.tokenvalidator.benchmarks.speed.Unit.RATIO;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure of the page on speed that is not in its table of libraries.
 *
 * @param name of the figure
 * @param unit it is shown in
 * @param function computes it from one round
 */
record Figure(String name, Unit unit, ToDoubleFunction<Round> function) {

  static List<Figure> all() {
    return List.of(
        new Figure(
            "remembered token, RS256, from a header", MICROS, round -> round.cpu(OURS_WARM, RS256)),
        new Figure(
            "remembered token, RS256, validate(String)",
            MICROS,
            round -> round.cpu(OURS_WARM_TOKEN, RS256)),
        new Figure("memory of a remembered token", BYTES, round -> round.other("memory")),
        new Figure(
            "this library's filter, remembered token",
            MICROS,
            round -> round.cpu(OUR_FILTER, RS256) - round.cpu(NO_FILTER, RS256)),
        new Figure(
            "Spring's filter, decoder that costs nothing",
            MICROS,
            round -> round.cpu(SPRING_FILTER, RS256)),
        firstTokens(OURS),
        firstTokens(OURS_BC),
        firstTokens(OURS_ACCP),
        new Figure(
            "remembered token in a flood of forged ones: 99 of 100 answered within",
            MICROS,
            round -> 1e3 * round.p99("flood", "caller")),
        new Figure(
            "the same / without the flood",
            RATIO,
            round -> round.p99("flood", "caller") / round.p99("alone", "alone")),
        firstTokenOfJvm(RS256),
        firstTokenOfJvm(ES256));
  }

  private static Figure firstTokens(Library library) {
    return new Figure(
        "first ES384 tokens a second on one core: " + library.label(),
        PER_SECOND,
        round -> 1e9 / round.cpu(library, ES384));
  }

  private static Figure firstTokenOfJvm(Algorithm algorithm) {
    return new Figure(
        "first " + algorithm + " token of a JVM: this library / Nimbus",
        RATIO,
        round -> round.other("first " + algorithm));
  }

  /** Its row in a table of name and value. */
  List<String> row(List<Round> rounds) {
    return List.of(name, Summary.of(rounds, function).show(unit));
  }
}
