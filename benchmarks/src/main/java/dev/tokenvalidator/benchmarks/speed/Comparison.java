package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.benchmarks.TextTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * All libraries side by side.
 *
 * @param title of the table
 * @param algorithms its columns
 * @param tokens how many distinct ones
 * @param threads how many at once
 */
record Comparison(String title, List<Algorithm> algorithms, int tokens, int threads) {

  /** Those that validate whole tokens, from the floor on. */
  static final Set<Subject> SUBJECTS =
      EnumSet.of(
          Subject.RAW,
          Subject.OURS,
          Subject.OURS_BC,
          Subject.OURS_ACCP,
          Subject.NIMBUS,
          Subject.SPRING,
          Subject.JOSE4J,
          Subject.JAVA_JWT_JWKS_RSA,
          Subject.JJWT,
          Subject.OURS_WARM);

  static Comparison brief() {
    return new Comparison("1 token, 1 thread", List.of(Algorithm.values()), 1, 1);
  }

  static List<Comparison> full() {
    List<Algorithm> rsa = List.of(Algorithm.RS256);
    return List.of(
        brief(),
        new Comparison("10,000 distinct tokens, 1 thread", rsa, Goals.MANY, 1),
        new Comparison("1 token, 2 threads", rsa, 1, 2));
  }

  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Algorithm algorithm : algorithms) {
      SUBJECTS.stream()
          .filter(subject -> subject.has(algorithm))
          .map(subject -> cell(subject, algorithm))
          .forEach(cells::add);
    }
    return cells;
  }

  Cell cell(Subject subject, Algorithm algorithm) {
    return new Cell(subject, algorithm, tokens, threads);
  }

  /** CPU time as a multiple of the raw signature's, which is given itself, and garbage. */
  TextTable table(List<Round> rounds) {
    List<String> head = new ArrayList<>(List.of(title));
    algorithms.forEach(algorithm -> head.add(algorithm.jwsName()));
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (Subject subject : SUBJECTS) {
      List<String> row = new ArrayList<>(List.of(subject.label()));
      algorithms.forEach(algorithm -> row.add(show(rounds, subject, algorithm)));
      table.add(row);
    }
    return table;
  }

  Summary ratioToRaw(List<Round> rounds, Subject subject, Algorithm algorithm) {
    return Summary.of(
        rounds,
        round -> round.cpu(cell(subject, algorithm)) / round.cpu(cell(Subject.RAW, algorithm)));
  }

  private String show(List<Round> rounds, Subject subject, Algorithm algorithm) {
    if (!subject.has(algorithm)) {
      return "none";
    }
    Cell cell = cell(subject, algorithm);
    Summary time =
        subject == Subject.RAW
            ? Summary.of(rounds, round -> round.cpu(cell))
            : ratioToRaw(rounds, subject, algorithm);
    if (time.isMissing()) {
      return "not measured";
    }
    String garbage = Unit.KIB.show(Summary.of(rounds, round -> round.bytes(cell)).median());
    return time.show(subject == Subject.RAW ? Unit.MICROS : Unit.RATIO) + ", " + garbage;
  }
}
