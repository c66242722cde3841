package dev.tokenvalidator.benchmarks.speed;

/**
 * One run of {@link ValidationBenchmark}.
 *
 * @param library what is measured
 * @param algorithm of the tokens
 * @param tokens how many different ones
 * @param threads how many threads at once
 */
record Measurement(Library library, Algorithm algorithm, int tokens, int threads) {

  static Measurement of(Library library, Algorithm algorithm) {
    return new Measurement(library, algorithm, 1, 1);
  }

  Measurement withTokens(int count) {
    return new Measurement(library, algorithm, count, threads);
  }

  Measurement withThreads(int count) {
    return new Measurement(library, algorithm, tokens, count);
  }
}
