package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.AccessTokenValidator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** By how much the heap grows with each token that this library remembers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Fork(
    value = 1,
    // The collector whose heap is the same each time.
    jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class MemoryBenchmark {

  /** Where the tokens are. */
  @Param("")
  public String directory;

  private IssuedTokens tokens;
  private AccessTokenValidator warmUp;
  private AccessTokenValidator validator;

  /** What is reported. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Retained {
    public double bytesPerToken;
    public double charactersPerToken;
  }

  /** Loads classes, and whatever the library keeps once. */
  @Setup
  public void setUp() throws Exception {
    tokens = IssuedTokens.read(Path.of(directory), Algorithm.RS256, IssuedTokens.COUNT);
    warmUp = OurValidation.remembering(tokens);
    validate(warmUp, tokens.good().subList(0, 100));
    validator = OurValidation.remembering(tokens);
  }

  @Benchmark
  public AccessTokenValidator remember(Retained retained) throws Exception {
    int count = tokens.good().size();
    double before = heapInUse();
    validate(validator, tokens.good());
    retained.bytesPerToken = (heapInUse() - before) / count;
    retained.charactersPerToken =
        tokens.good().stream().mapToInt(String::length).sum() / (double) count;
    if (validator.tokenCache().tokens() != count) {
      throw new IOException("not all are remembered: " + validator.tokenCache());
    }
    return validator;
  }

  private static void validate(AccessTokenValidator validator, List<String> tokens)
      throws Exception {
    Validation validation = OurValidation.ofHeaders(validator);
    for (String token : tokens) {
      // A string of its own, as each request has.
      byte[] bytes = ("Bearer " + token).getBytes(StandardCharsets.ISO_8859_1);
      validation.validate(new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  private static long heapInUse() {
    for (int i = 0; i < 3; i++) {
      ManagementFactory.getMemoryMXBean().gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
