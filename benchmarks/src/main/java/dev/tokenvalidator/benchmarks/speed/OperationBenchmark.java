package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.benchmarks.QuietLog;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Runs one subject in a process of its own. JMH's score, which is wall time, is not looked at: what
 * counts is {@link Expense}. Public and open because the code that JMH generates extends it.
 */
@BenchmarkMode(Mode.Throughput)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class OperationBenchmark {

  /** Where the tokens are. */
  @Param("")
  public String directory;

  /** A {@link Subject}. */
  @Param("RAW")
  public String subject;

  /** An {@link Algorithm}. */
  @Param("RS256")
  public String algorithm;

  /** How many distinct tokens. */
  @Param("1")
  public int tokens;

  private Operation operation;

  /** Made by JMH. */
  public OperationBenchmark() {}

  /** Reads the tokens, and makes sure that the subject tells good from bad. */
  @Setup
  public void setUp() throws Exception {
    QuietLog.begin();
    IssuedTokens issued =
        IssuedTokens.read(Path.of(directory), Algorithm.valueOf(algorithm), tokens);
    operation = Operations.of(Subject.valueOf(subject), issued);
  }

  /**
   * One of them.
   *
   * @param expense of this thread
   * @return something that must not be optimized away
   */
  @Benchmark
  public Object run(Expense expense) throws Exception {
    return operation.run(expense.next(tokens));
  }
}
