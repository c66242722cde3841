package dev.tokenvalidator.benchmarks.speed;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What was measured in one go, and so may be divided by one another. */
final class Round {

  private final Map<Measurement, RunResult> validations = new HashMap<>();
  private final Map<String, RunResult> others = new HashMap<>();
  private final Map<Algorithm, Double> starts = new EnumMap<>(Algorithm.class);

  void add(Measurement measurement, RunResult result) {
    validations.put(measurement, result);
  }

  void add(Collection<RunResult> results) {
    results.forEach(result -> others.put(result.getPrimaryResult().getLabel(), result));
  }

  void addStart(Algorithm algorithm, double oursToNimbus) {
    starts.put(algorithm, oursToNimbus);
  }

  double cpu(Library library, Algorithm algorithm) {
    return cpu(new Measurement(library, algorithm));
  }

  /** Nanoseconds of CPU for one operation. */
  double cpu(Measurement measurement) {
    return perOperation(measurement, "cpuNanos");
  }

  double bytes(Library library, Algorithm algorithm) {
    return bytes(new Measurement(library, algorithm));
  }

  /** Garbage of one operation. */
  double bytes(Measurement measurement) {
    RunResult result = validations.get(measurement);
    return result == null ? Double.NaN : score(result.getSecondaryResults(), "gc.alloc.rate.norm");
  }

  /** The median of the iterations: other programs disturb some of them, hardly most. */
  private double perOperation(Measurement measurement, String counter) {
    RunResult result = validations.get(measurement);
    return result == null
        ? Double.NaN
        : Summary.of(
                result.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .map(
                        it ->
                            score(it.getSecondaryResults(), counter)
                                / score(it.getSecondaryResults(), "operations"))
                    .toList())
            .median();
  }

  /** The 99th percentile of the response times in microseconds. */
  double p99(String benchmark, String method) {
    RunResult result = others.get(benchmark);
    if (result == null) {
      return Double.NaN;
    }
    Result<?> times = result.getSecondaryResults().get(method);
    return (times == null ? result.getPrimaryResult() : times).getStatistics().getPercentile(99);
  }

  double memory(String counter) {
    RunResult result = others.get("remember");
    return result == null ? Double.NaN : score(result.getSecondaryResults(), counter);
  }

  double startToNimbus(Algorithm algorithm) {
    return starts.getOrDefault(algorithm, Double.NaN);
  }

  @SuppressWarnings("rawtypes") // so JMH gives them
  private static double score(Map<String, Result> results, String name) {
    Result<?> result = results.get(name);
    return result == null ? Double.NaN : result.getScore();
  }
}
