package dev.tokenvalidator.benchmarks.speed;

import dev.tokenvalidator.TokenValidationException;
import dev.tokenvalidator.benchmarks.keys.QuietLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The response time of a caller whose token is remembered, alone and while other threads send
 * forged tokens: good headers and payloads, each with the signature of another token. Wall time,
 * since waiting is what the caller would notice.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 1, time = 4)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class FloodBenchmark {

  private static final int CALLS_UNTIL_COMPILED = 200_000;

  /** Where the tokens are. */
  @Param("")
  public String directory;

  private List<String> tokens;
  private byte[] header;
  private Validation validation;

  @Setup
  public void setUp() throws Exception {
    QuietLog.begin();
    IssuedTokens issued =
        IssuedTokens.read(Path.of(directory), Algorithm.ES384, IssuedTokens.COUNT);
    tokens = issued.good();
    header = ("Bearer " + tokens.get(0)).getBytes(StandardCharsets.ISO_8859_1);
    validation = OurValidation.ofHeaders(OurValidation.remembering(issued));
    for (int i = 0; i < CALLS_UNTIL_COMPILED; i++) {
      request();
    }
  }

  /** A millisecond between requests: without it forgers would do nothing but be turned away. */
  @State(Scope.Thread)
  public static class Pause {

    @Setup(Level.Invocation)
    public void pause() {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Benchmark
  public Object alone(Pause pause) throws Exception {
    return request();
  }

  @Benchmark
  @Group("flood")
  public Object caller(Pause pause) throws Exception {
    return request();
  }

  @Benchmark
  @Group("flood")
  @GroupThreads(16)
  public Object forger(Pause pause) throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int one = random.nextInt(tokens.size());
    int other = (one + 1 + random.nextInt(tokens.size() - 1)) % tokens.size();
    try {
      validation.validate("Bearer " + forged(tokens.get(one), tokens.get(other)));
    } catch (TokenValidationException e) {
      return e;
    }
    throw new IllegalStateException("a forged token was accepted");
  }

  private Object request() throws Exception {
    return validation.validate(new String(header, StandardCharsets.ISO_8859_1));
  }

  private static String forged(String token, String other) {
    return token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
  }
}
