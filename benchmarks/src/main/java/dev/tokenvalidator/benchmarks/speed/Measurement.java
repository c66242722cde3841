package dev.tokenvalidator.benchmarks.speed;

/**
 * One run of {@link ValidationBenchmark}.
 *
 * @param library what is measured
 * @param algorithm of the tokens
 */
record Measurement(Library library, Algorithm algorithm) {}
