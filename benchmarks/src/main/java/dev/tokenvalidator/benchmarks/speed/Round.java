package dev.tokenvalidator.benchmarks.speed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What was measured in one go, and so may be divided by one another. */
final class Round {

  private final List<RunResult> results = new ArrayList<>();
  private final Map<String, Double> others = new HashMap<>();

  void add(Collection<RunResult> found) {
    results.addAll(found);
  }

  /** Adds a figure that JMH did not measure. */
  void add(String name, double value) {
    others.put(name, value);
  }

  /** Everything that JMH measured. */
  List<RunResult> results() {
    return results;
  }

  /**
   * Nanoseconds of CPU for one validation: the median of the iterations, because other programs
   * disturb some of them and hardly most.
   */
  double cpu(Library library, Algorithm algorithm) {
    return Summary.of(
            validations(library, algorithm)
                .flatMap(result -> result.getBenchmarkResults().stream())
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(
                    it ->
                        score(it.getSecondaryResults(), "cpuNanos")
                            / score(it.getSecondaryResults(), "operations"))
                .toList())
        .median();
  }

  /** Garbage of one validation. */
  double bytes(Library library, Algorithm algorithm) {
    return validations(library, algorithm)
        .mapToDouble(result -> score(result.getSecondaryResults(), "gc.alloc.rate.norm"))
        .findAny()
        .orElse(Double.NaN);
  }

  private Stream<RunResult> validations(Library library, Algorithm algorithm) {
    return results.stream()
        .filter(it -> library.name().equals(it.getParams().getParam("library")))
        .filter(it -> algorithm.name().equals(it.getParams().getParam("algorithm")));
  }

  /** The 99th percentile of the response times in microseconds. */
  double p99(String benchmark, String method) {
    return labelled(benchmark)
        .mapToDouble(
            result -> {
              Result<?> times = result.getSecondaryResults().get(method);
              return (times == null ? result.getPrimaryResult() : times)
                  .getStatistics()
                  .getPercentile(99);
            })
        .findAny()
        .orElse(Double.NaN);
  }

  private Stream<RunResult> labelled(String benchmark) {
    return results.stream()
        .filter(result -> result.getPrimaryResult().getLabel().equals(benchmark));
  }

  /** A figure that JMH did not measure. */
  double other(String name) {
    return others.getOrDefault(name, Double.NaN);
  }

  @SuppressWarnings("rawtypes") // so JMH gives them
  private static double score(Map<String, Result> results, String name) {
    Result<?> result = results.get(name);
    return result == null ? Double.NaN : result.getScore();
  }
}
