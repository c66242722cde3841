package dev.tokenvalidator.benchmarks.speed;

/**
 * One run of {@link ValidationBenchmark}.
 *
 * @param library what is measured
 * @param algorithm of the tokens
 * @param threads how many threads at once
 */
record Measurement(Library library, Algorithm algorithm, int threads) {

  static Measurement of(Library library, Algorithm algorithm) {
    return new Measurement(library, algorithm, 1);
  }

  Measurement withThreads(int count) {
    return new Measurement(library, algorithm, count);
  }
}
