package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.benchmarks.speed.Algorithm.EDDSA;
import static dev.tokenvalidator.benchmarks.speed.Algorithm.ES256;
import static dev.tokenvalidator.benchmarks.speed.Algorithm.ES384;
import static dev.tokenvalidator.benchmarks.speed.Algorithm.RS256;
import static dev.tokenvalidator.benchmarks.speed.Subject.BARE_CACHE;
import static dev.tokenvalidator.benchmarks.speed.Subject.JAVA_JWT;
import static dev.tokenvalidator.benchmarks.speed.Subject.NIMBUS;
import static dev.tokenvalidator.benchmarks.speed.Subject.NIMBUS_BC;
import static dev.tokenvalidator.benchmarks.speed.Subject.NO_FILTER;
import static dev.tokenvalidator.benchmarks.speed.Subject.OURS;
import static dev.tokenvalidator.benchmarks.speed.Subject.OURS_ACCP;
import static dev.tokenvalidator.benchmarks.speed.Subject.OURS_BC;
import static dev.tokenvalidator.benchmarks.speed.Subject.OURS_NEVER_HIT;
import static dev.tokenvalidator.benchmarks.speed.Subject.OURS_STUBBED;
import static dev.tokenvalidator.benchmarks.speed.Subject.OURS_STUBBED_NEVER_HIT;
import static dev.tokenvalidator.benchmarks.speed.Subject.OURS_WARM;
import static dev.tokenvalidator.benchmarks.speed.Subject.OURS_WARM_TOKEN;
import static dev.tokenvalidator.benchmarks.speed.Subject.OUR_FILTER;
import static dev.tokenvalidator.benchmarks.speed.Subject.PAYLOAD_MAP;
import static dev.tokenvalidator.benchmarks.speed.Subject.RAW;
import static dev.tokenvalidator.benchmarks.speed.Subject.SPRING_FILTER;
import static dev.tokenvalidator.benchmarks.speed.Subject.STUB_ALONE;
import static dev.tokenvalidator.benchmarks.speed.Unit.BYTES;
import static dev.tokenvalidator.benchmarks.speed.Unit.COUNT;
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
 * arithmetic is the slowest.
 */
final class Goals {

  /** Enough that neither a CPU's caches nor ours of 64 KiB hold them all. */
  static final int MANY = 10_000;

  private static final double NO_BAR = Double.NaN;

  private final List<Goal> goals = new ArrayList<>();

  private Goals() {}

  static List<Goal> all() {
    Goals goals = new Goals();
    goals.cold();
    goals.providers();
    goals.warm();
    goals.filter();
    goals.surroundings();
    return List.copyOf(goals.goals);
  }

  private void cold() {
    add("cold-rsa", "cold, RSA", "ours / raw JCA, RS256", 1.15, RATIO, ratio(OURS, RAW, RS256));
    add(
        "cold-rsa-peers",
        "cold, RSA, beside others",
        "ours / Nimbus, RS256",
        0.80,
        RATIO,
        ratio(OURS, NIMBUS, RS256));
    add(
        "cold-rsa-peers",
        "",
        "ours / java-jwt with keys made once, RS256",
        1.05,
        RATIO,
        ratio(OURS, JAVA_JWT, RS256));
    for (Algorithm algorithm : List.of(ES256, ES384, EDDSA)) {
      add(
          "cold-ec",
          algorithm == ES256 ? "cold, EC and EdDSA on the platform" : "",
          "ours / raw JCA, " + algorithm.jwsName(),
          1.10,
          RATIO,
          ratio(OURS, RAW, algorithm));
    }
    add(
        "besides-signature",
        "work besides the signature",
        "ours, signature stubbed / Jackson reads the payload into a Map",
        2.0,
        RATIO,
        ratio(OURS_STUBBED, PAYLOAD_MAP, RS256));
    add(
        "besides-signature",
        "",
        "of that, the stub itself",
        NO_BAR,
        RATIO,
        ratio(STUB_ALONE, PAYLOAD_MAP, RS256));
    for (Algorithm algorithm : Algorithm.values()) {
      add(
          "cold-garbage",
          algorithm == RS256 ? "cold, garbage" : "",
          "ours - raw JCA, " + algorithm.jwsName(),
          6 * 1024,
          KIB,
          round -> round.bytes(Cell.of(OURS, algorithm)) - round.bytes(Cell.of(RAW, algorithm)));
    }
  }

  private void providers() {
    provider("bouncy-castle", "Bouncy Castle", OURS_BC, ES256, 0.10);
    provider("bouncy-castle", "", OURS_BC, ES384, 0.20);
    provider("bouncy-castle", "", OURS_BC, EDDSA, 0.15);
    for (Algorithm algorithm : List.of(ES256, ES384)) {
      add(
          "bouncy-castle",
          "",
          "ours / Nimbus, both with Bouncy Castle, " + algorithm.jwsName(),
          0.6,
          RATIO,
          ratio(OURS_BC, NIMBUS_BC, algorithm));
    }
    provider("corretto", "Corretto", OURS_ACCP, RS256, 0.60);
    provider("corretto", "", OURS_ACCP, ES256, 0.07);
    provider("corretto", "", OURS_ACCP, ES384, 0.12);
    for (Subject subject : List.of(OURS, OURS_BC, OURS_ACCP)) {
      add(
          "throughput",
          subject == OURS ? "cold throughput of a core" : "",
          subject.label() + ", ES384: tokens in a second of CPU",
          NO_BAR,
          PER_SECOND,
          round -> 1e9 / round.cpu(Cell.of(subject, ES384)));
    }
  }

  private void provider(
      String row, String name, Subject subject, Algorithm algorithm, double limit) {
    add(
        row,
        name,
        "ours with it / raw JCA on the platform, " + algorithm.jwsName(),
        limit,
        RATIO,
        ratio(subject, RAW, algorithm));
  }

  private void warm() {
    Cell one = Cell.of(OURS_WARM, RS256);
    Cell bare = Cell.of(BARE_CACHE, RS256);
    add(
        "warm",
        "warm hit, 1 token",
        "ours, a fresh header each / Nimbus, RS256",
        1.0 / 150,
        FRACTION,
        ratio(OURS_WARM, NIMBUS, RS256));
    add("warm", "", "ours / bare Caffeine hit", 2.0, RATIO, ratio(OURS_WARM, BARE_CACHE, RS256));
    add("warm", "", "ours, the fresh header included", NO_BAR, MICROS, round -> round.cpu(one));
    add(
        "warm",
        "",
        "ours, validate(String) of a fresh text",
        NO_BAR,
        MICROS,
        round -> round.cpu(Cell.of(OURS_WARM_TOKEN, RS256)));
    add(
        "warm-many",
        "warm hit, 10,000 tokens",
        "ours / bare Caffeine hit",
        1.5,
        RATIO,
        round -> round.cpu(one.withTokens(MANY)) / round.cpu(bare.withTokens(MANY)));
    add(
        "warm-many",
        "",
        "ours, a fresh header each / Nimbus, RS256",
        NO_BAR,
        FRACTION,
        round -> round.cpu(one.withTokens(MANY)) / round.cpu(Cell.of(NIMBUS, RS256)));
    add(
        "warm-garbage",
        "warm, garbage",
        "ours - bare Caffeine hit",
        64,
        BYTES,
        round -> round.bytes(one) - round.bytes(bare));
    Cell with = Cell.of(OURS_NEVER_HIT, RS256).withTokens(MANY);
    Cell without = Cell.of(OURS, RS256).withTokens(MANY);
    add(
        "never-hits",
        "cache that never hits",
        "ours with / without cache, RS256, 10,000 tokens",
        1.10,
        RATIO,
        round -> round.cpu(with) / round.cpu(without));
    // With the signature stubbed, or its noise would be many times the difference.
    add(
        "never-hits",
        "",
        "ours with - without cache, signature stubbed",
        1_500,
        MICROS,
        round ->
            round.cpu(Cell.of(OURS_STUBBED_NEVER_HIT, RS256).withTokens(MANY))
                - round.cpu(Cell.of(OURS_STUBBED, RS256).withTokens(MANY)));
  }

  private void filter() {
    Cell none = Cell.of(NO_FILTER, RS256);
    Cell ours = Cell.of(OUR_FILTER, RS256);
    add(
        "filter",
        "filter, token known",
        "ours - no filter",
        400,
        MICROS,
        round -> round.cpu(ours) - round.cpu(none));
    add(
        "filter",
        "",
        "ours / Spring's with a constant decoder",
        1.0 / 15,
        FRACTION,
        ratio(OUR_FILTER, SPRING_FILTER, RS256));
    add(
        "filter",
        "",
        "ours - no filter, garbage",
        1.5 * 1024,
        KIB,
        round -> round.bytes(ours) - round.bytes(none));
  }

  private void surroundings() {
    Cell ours = Cell.of(OURS, RS256);
    Cell raw = Cell.of(RAW, RS256);
    add(
        "threads",
        "2 threads",
        "(ours / raw JCA with 2) / (the same with 1), RS256",
        1.25,
        RATIO,
        round ->
            round.cpu(ours.withThreads(2))
                / round.cpu(raw.withThreads(2))
                / (round.cpu(ours) / round.cpu(raw)));
    add(
        "threads",
        "",
        "blocked in a million, cold",
        100,
        COUNT,
        round -> round.sample(ours.withThreads(2)).blockedPerMillion());
    add(
        "threads",
        "",
        "blocked in a million, token known",
        100,
        COUNT,
        round -> round.sample(Cell.of(OURS_WARM, RS256).withThreads(2)).blockedPerMillion());
    add(
        "start",
        "start to the first token",
        "ours / Nimbus, RS256, CPU time of the process",
        1.0,
        RATIO,
        round -> round.probe(Probe.START_OURS_RS256) / round.probe(Probe.START_NIMBUS_RS256));
    add(
        "start",
        "",
        "ours / Nimbus, ES256, CPU time of the process",
        1.0,
        RATIO,
        round -> round.probe(Probe.START_OURS_ES256) / round.probe(Probe.START_NIMBUS_ES256));
    add(
        "memory",
        "memory",
        "retained for a known token / (2.5 x its length + 256 B)",
        1.0,
        RATIO,
        round ->
            round.probe(Probe.RETAINED_BYTES) / (2.5 * round.probe(Probe.TOKEN_CHARACTERS) + 256));
    add(
        "memory",
        "",
        "retained for a known token",
        NO_BAR,
        BYTES,
        round -> round.probe(Probe.RETAINED_BYTES));
    add(
        "flood",
        "known tokens in a flood of forged ones, ES384",
        "99th percentile of the time of a request: in the flood / quiet",
        NO_BAR,
        RATIO,
        round -> round.probe(Probe.FLOOD_P99_NANOS) / round.probe(Probe.QUIET_P99_NANOS));
    add(
        "flood",
        "",
        "99th percentile in the flood",
        NO_BAR,
        MICROS,
        round -> round.probe(Probe.FLOOD_P99_NANOS));
    add(
        "flood",
        "",
        "forged tokens refused",
        NO_BAR,
        PER_SECOND,
        round -> round.probe(Probe.FORGED_REFUSED_PER_SECOND));
    add(
        "flood",
        "",
        "forged tokens told to come again",
        NO_BAR,
        PER_SECOND,
        round -> round.probe(Probe.FORGED_UNAVAILABLE_PER_SECOND));
  }

  private void add(
      String row,
      String name,
      String measure,
      double limit,
      Unit unit,
      ToDoubleFunction<Figures> figure) {
    goals.add(new Goal(row, name, measure, limit, unit, figure));
  }

  private static ToDoubleFunction<Figures> ratio(Subject one, Subject other, Algorithm algorithm) {
    return round -> round.cpu(Cell.of(one, algorithm)) / round.cpu(Cell.of(other, algorithm));
  }
}
