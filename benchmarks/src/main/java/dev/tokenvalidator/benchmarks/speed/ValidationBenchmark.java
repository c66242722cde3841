package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.benchmarks.keys.QuietLog;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One validation by one library. Java 17 takes six seconds until an RSA verification is compiled
 * for good, and before that it takes twice as long.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 14, time = 430, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 430, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class ValidationBenchmark {

  /** Where the tokens are. */
  @Param("")
  public String directory;

  @Param("OURS")
  public Library library;

  @Param("RS256")
  public Algorithm algorithm;

  private Validation validation;
  private Supplier<String> text;

  @Setup
  public void setUp() throws Exception {
    QuietLog.begin();
    IssuedTokens tokens = IssuedTokens.read(Path.of(directory), algorithm, 1);
    validation = library.validation(tokens);
    text = library.text(tokens.good().get(0));
  }

  @Benchmark
  public Object validate(CpuCounters counters) throws Exception {
    counters.operations++;
    return validation.validate(text.get());
  }
}
