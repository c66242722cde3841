package dev.tokenvalidator.benchmarks.speed;

import java.util.Comparator;

/**
 * One measurement by JMH.
 *
 * @param subject what is measured
 * @param algorithm of the tokens
 * @param tokens how many distinct ones
 * @param threads how many threads at once
 */
record Cell(Subject subject, Algorithm algorithm, int tokens, int threads) {

  /** What is compared comes next to one another: a machine is not the same for long. */
  static final Comparator<Cell> ORDER =
      Comparator.comparing(Cell::algorithm)
          .thenComparing(Cell::threads)
          .thenComparing(Cell::tokens)
          .thenComparing(Cell::subject);

  static Cell of(Subject subject, Algorithm algorithm) {
    return new Cell(subject, algorithm, 1, 1);
  }

  Cell withTokens(int count) {
    return new Cell(subject, algorithm, count, threads);
  }

  Cell withThreads(int count) {
    return new Cell(subject, algorithm, tokens, count);
  }

  @Override
  public String toString() {
    return subject.label()
        + ", "
        + algorithm.jwsName()
        + (tokens == 1 ? "" : ", " + tokens + " tokens")
        + (threads == 1 ? "" : ", " + threads + " threads");
  }
}
