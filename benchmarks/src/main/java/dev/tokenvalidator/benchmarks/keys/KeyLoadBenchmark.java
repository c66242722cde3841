package dev.tokenvalidator.benchmarks.keys;

import com.sun.management.ThreadMXBean;
import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.ValidationUnavailableException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Valid requests at full speed on one thread while something happens to the issuer. A valid request
 * that fails, waits for a fetch or makes one itself fails the benchmark, and so does an issuer that
 * is asked more often than the design allows.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 1, time = 8)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class KeyLoadBenchmark {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Param("QUIET")
  public Trouble trouble;

  private LoadSite site;
  private CompletableFuture<Void> course;
  private volatile boolean over;
  private long begin;
  private long beginOnTheClock;
  private long requestsBefore;

  @Setup
  public void setUp() {
    QuietLog.begin();
    site = new LoadSite(trouble.algorithm(), trouble.fetchTimeout());
  }

  /** Begins the trouble; the iteration that warms up is quiet. */
  @Setup(Level.Iteration)
  public void begin(IterationParams iteration) {
    site.forget();
    over = false;
    begin = System.nanoTime();
    beginOnTheClock = site.clock.getAsLong();
    requestsBefore = site.requests.get();
    Duration time = Duration.ofMillis(iteration.getTime().convertTo(TimeUnit.MILLISECONDS));
    course =
        isWarmUp(iteration)
            ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(
                () -> trouble.run(site, time, () -> over), Background.THREADS);
  }

  /** Ends the trouble, and judges what the issuer and the caller noticed. */
  @TearDown(Level.Iteration)
  public void end(IterationParams iteration) {
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    over = true;
    course.join();
    if (isWarmUp(iteration)) {
      return;
    }
    Duration onTheClock = Duration.ofNanos(site.clock.getAsLong() - beginOnTheClock);
    long atMost = trouble.issuerRequests(time, onTheClock);
    System.out.printf(
        "%n%s: %d valid requests, %d key changes, %d requests at the issuer (at most %d),"
            + " %d waits, %d fetches by the caller%n",
        trouble,
        site.requests.get() - requestsBefore,
        site.changes.get(),
        site.issuerRequests(),
        atMost,
        site.waits.get(),
        site.fetchesByCaller.get());
    Trouble.require(site.issuerRequests() <= atMost, "the issuer was asked too often");
    Trouble.require(site.waits.get() == 0, "a caller waited whose key is known");
    Trouble.require(site.fetchesByCaller.get() == 0, "a caller's thread fetched");
    trouble.check(site);
  }

  @TearDown
  public void close() {
    site.close();
  }

  private static boolean isWarmUp(IterationParams iteration) {
    return iteration.getType() == IterationType.WARMUP;
  }

  /** One valid request after the other. */
  @State(Scope.Thread)
  public static class Caller {

    private String token;
    private long waitsBefore;

    @Setup(Level.Invocation)
    public void before(KeyLoadBenchmark benchmark) {
      LoadSite site = benchmark.site;
      site.caller = Thread.currentThread();
      token = site.next();
      waitsBefore = waits();
    }

    @TearDown(Level.Invocation)
    public void after(KeyLoadBenchmark benchmark) {
      benchmark.site.waits.addAndGet(waits() - waitsBefore);
      benchmark.site.requests.incrementAndGet();
    }

    private static long waits() {
      return THREADS.getThreadInfo(Thread.currentThread().getId()).getWaitedCount();
    }
  }

  /** Tokens with key ids that nobody has, one after the other; the counters are reported. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Junk {

    public long refused;
    public long unavailable;
    public long allocatedBytes;

    private JunkTokens tokens;
    private String token;
    private long bytesBefore;

    @Setup
    public void begin(KeyLoadBenchmark benchmark) {
      tokens = new JunkTokens(benchmark.site.next());
    }

    @Setup(Level.Invocation)
    public void before() {
      token = tokens.next();
      bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
    }

    @TearDown(Level.Invocation)
    public void after() {
      allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
    }
  }

  @Benchmark
  public Object valid(Caller caller) {
    return site.validator.validate(caller.token);
  }

  @Benchmark
  @Group("flood")
  public Object validBesideJunk(Caller caller) {
    return site.validator.validate(caller.token);
  }

  @Benchmark
  @Group("flood")
  public Object junk(Junk junk) {
    try {
      site.validator.validate(junk.token);
    } catch (InvalidTokenException e) {
      junk.refused++;
      return e;
    } catch (ValidationUnavailableException e) {
      junk.unavailable++;
      return e;
    }
    throw new IllegalStateException("a junk token was accepted");
  }
}
