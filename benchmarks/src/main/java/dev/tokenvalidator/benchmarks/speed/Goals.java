package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.benchmarks.speed.Algorithm.EDDSA;
import static dev.tokenvalidator.benchmarks.speed.Algorithm.ES256;
import static dev.tokenvalidator.benchmarks.speed.Algorithm.ES384;
import static dev.tokenvalidator.benchmarks.speed.Algorithm.RS256;
import static dev.tokenvalidator.benchmarks.speed.Library.*;
import static dev.tokenvalidator.benchmarks.speed.Unit.BYTES;
import static dev.tokenvalidator.benchmarks.speed.Unit.FRACTION;
import static dev.tokenvalidator.benchmarks.speed.Unit.KIB;
import static dev.tokenvalidator.benchmarks.speed.Unit.MICROS;
import static dev.tokenvalidator.benchmarks.speed.Unit.PER_SECOND;
import static dev.tokenvalidator.benchmarks.speed.Unit.RATIO;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What this library is to reach. The bars for the providers are those of Java 17, whose own
 * elliptic curves are the slowest.
 */
final class Goals {

  private static final double NO_BAR = Double.NaN;

  private final List<Goal> goals = new ArrayList<>();

  private Goals() {}

  static List<Goal> all() {
    Goals goals = new Goals();
    goals.firstValidation();
    goals.providers();
    goals.remembered();
    goals.filter();
    goals.startAndMemory();
    goals.flood();
    return goals.goals;
  }

  private void firstValidation() {
    add("first validation, RS256: ours / raw JCA", 1.15, RATIO, ratio(OURS, RAW, RS256));
    add("- ours / Nimbus", 0.80, RATIO, ratio(OURS, NIMBUS, RS256));
    for (Algorithm algorithm : List.of(ES256, ES384, EDDSA)) {
      String name = "first validation, " + algorithm.jwsName() + ": ours / raw JCA";
      add(name, 1.10, RATIO, ratio(OURS, RAW, algorithm));
    }
    for (Algorithm algorithm : Algorithm.values()) {
      add(
          "garbage, first validation, " + algorithm.jwsName() + ": ours - raw JCA",
          6 * 1024,
          KIB,
          round -> round.bytes(OURS, algorithm) - round.bytes(RAW, algorithm));
    }
  }

  private void providers() {
    provider(OURS_BC, ES256, 0.10);
    provider(OURS_BC, ES384, 0.20);
    provider(OURS_BC, EDDSA, 0.15);
    provider(OURS_ACCP, RS256, 0.60);
    provider(OURS_ACCP, ES256, 0.07);
    provider(OURS_ACCP, ES384, 0.12);
    for (Library library : List.of(OURS, OURS_BC, OURS_ACCP)) {
      String name = "first validations a second of CPU, ES384: " + library.label();
      add(name, NO_BAR, PER_SECOND, round -> 1e9 / round.cpu(library, ES384));
    }
  }

  private void provider(Library library, Algorithm algorithm, double limit) {
    String name = library.label() + ", " + algorithm.jwsName() + " / raw JCA of the platform";
    add(name, limit, RATIO, ratio(library, RAW, algorithm));
  }

  private void remembered() {
    String name = "remembered token, a fresh header each time: ours / Nimbus, RS256";
    add(name, 1.0 / 150, FRACTION, ratio(OURS_WARM, NIMBUS, RS256));
    add("- ours", NO_BAR, MICROS, round -> round.cpu(OURS_WARM, RS256));
    add("- ours, validate(String)", NO_BAR, MICROS, round -> round.cpu(OURS_WARM_TOKEN, RS256));
  }

  private void filter() {
    add(
        "filter, remembered token: ours - no filter",
        400,
        MICROS,
        round -> round.cpu(OUR_FILTER, RS256) - round.cpu(NO_FILTER, RS256));
    add(
        "- ours / Spring's with a constant decoder",
        1.0 / 15,
        FRACTION,
        ratio(OUR_FILTER, SPRING_FILTER, RS256));
    add("- Spring's", NO_BAR, MICROS, round -> round.cpu(SPRING_FILTER, RS256));
    add(
        "- garbage: ours - no filter",
        1.5 * 1024,
        KIB,
        round -> round.bytes(OUR_FILTER, RS256) - round.bytes(NO_FILTER, RS256));
  }

  private void startAndMemory() {
    for (Algorithm algorithm : FirstToken.ALGORITHMS) {
      String name = "JVM start to first token, " + algorithm + ": ours / Nimbus";
      add(name, 1.0, RATIO, round -> round.startToNimbus(algorithm));
    }
    add(
        "memory: retained for a remembered token / (2.5 x its length + 256 B)",
        1.0,
        RATIO,
        round -> round.memory("bytesPerToken") / (2.5 * round.memory("charactersPerToken") + 256));
    add("- retained for a remembered token", NO_BAR, BYTES, it -> it.memory("bytesPerToken"));
  }

  private void flood() {
    add(
        "remembered token in a flood of forged ones, ES384: p99 of wall time / the same alone",
        NO_BAR,
        RATIO,
        round -> round.p99("flood", "caller") / round.p99("alone", "alone"));
    add("- p99 in the flood", NO_BAR, MICROS, round -> 1e3 * round.p99("flood", "caller"));
  }

  private void add(String name, double limit, Unit unit, ToDoubleFunction<Round> figure) {
    goals.add(new Goal(name, limit, unit, figure));
  }

  private static ToDoubleFunction<Round> ratio(Library one, Library other, Algorithm algorithm) {
    return round -> round.cpu(one, algorithm) / round.cpu(other, algorithm);
  }

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
}
