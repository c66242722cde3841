package dev.tokenvalidator.benchmarks.speed;

import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Has JMH measure cells, each in a process of its own.
 *
 * @param jvm that it runs on
 * @param tokens directory of the tokens
 * @param warmUps iterations before it counts: Java 17 takes six seconds until an RSA verification
 *     is compiled for good, and before that it takes twice as long
 * @param iterations of which the median counts
 * @param iterationTime how long one is
 */
record JmhFork(ChildJvm jvm, Path tokens, int warmUps, int iterations, TimeValue iterationTime) {

  Sample measure(Cell cell) throws RunnerException {
    // JMH starts its processes with what it believes to be its own class path.
    System.setProperty("java.class.path", jvm.classPath());
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include("^" + OperationBenchmark.class.getName().replace(".", "\\.") + "\\.")
                    .param("directory", tokens.toString())
                    .param("subject", cell.subject().name())
                    .param("algorithm", cell.algorithm().name())
                    .param("tokens", String.valueOf(cell.tokens()))
                    .threads(cell.threads())
                    .forks(1)
                    .warmupIterations(warmUps)
                    .warmupTime(iterationTime)
                    .measurementIterations(iterations)
                    .measurementTime(iterationTime)
                    .jvm(jvm.java().toString())
                    .jvmArgs(jvm.options().toArray(String[]::new))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle();
    // A neighbour on the machine disturbs some iterations, hardly most of them.
    List<IterationResult> all =
        List.copyOf(result.getBenchmarkResults().iterator().next().getIterationResults());
    return new Sample(
        median(all, "cpuNanos"), median(all, "allocatedBytes"), 1e6 * median(all, "blocked"));
  }

  /** Of what an operation took in each of the iterations. */
  private static double median(List<IterationResult> iterations, String name) {
    return Summary.of(
            iterations.stream()
                .mapToDouble(it -> counter(it, name) / counter(it, "operations"))
                .toArray())
        .median();
  }

  private static double counter(IterationResult result, String name) {
    var counter = result.getSecondaryResults().get(name);
    if (counter == null) {
      throw new IllegalStateException("JMH has not reported " + name);
    }
    return counter.getScore();
  }
}
