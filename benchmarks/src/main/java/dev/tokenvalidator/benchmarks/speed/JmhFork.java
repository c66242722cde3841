package dev.tokenvalidator.benchmarks.speed;

import java.nio.file.Path;
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
 * @param warmUps iterations before it counts
 * @param iterations that count
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
    double operations = counter(result, "operations");
    return new Sample(
        counter(result, "cpuNanos") / operations,
        counter(result, "allocatedBytes") / operations,
        counter(result, "blocked") / operations * 1e6);
  }

  private static double counter(RunResult result, String name) {
    var counter = result.getSecondaryResults().get(name);
    if (counter == null) {
      throw new IllegalStateException("JMH has not reported " + name);
    }
    return counter.getScore();
  }
}
