package dev.tokenvalidator.benchmarks;

import dev.tokenvalidator.TokenValidationException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Validates good tokens one after the other, as fast as one thread can, and notes what becomes of
 * them and what the thread had to wait for.
 */
final class ValidRequests {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** That a run which hangs comes to an end; a machine that is busy is to be slow, not to fail. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final LoadSite site;
  private final Latencies latencies = new Latencies();
  private final Latencies cpuTimes = new Latencies();
  private final AtomicLong made = new AtomicLong();
  private volatile boolean over;
  private long failed;
  private String firstFailure = "";
  private long waits;
  private long longestWithWait;
  private long blocks;
  private long fetches;

  ValidRequests(LoadSite site) {
    this.site = site;
  }

  /** Makes requests on a thread of its own while the caller does something to the issuer. */
  void during(Supplier<String> tokens, Runnable trouble) {
    FutureTask<Boolean> requests =
        new FutureTask<>(
            () ->
                watched(
                    () -> {
                      while (!over) {
                        request(tokens.get());
                      }
                    }),
            true);
    start(requests);
    try {
      trouble.run();
    } finally {
      over = true;
    }
    await(requests);
  }

  /** Runs to its end what makes requests, on a thread of its own. */
  static void onItsOwnThread(FutureTask<Boolean> requests) {
    start(requests);
    await(requests);
  }

  private static void start(FutureTask<Boolean> requests) {
    Thread thread = new Thread(requests, "valid-requests");
    thread.setDaemon(true);
    thread.start();
  }

  private static void await(FutureTask<Boolean> requests) {
    try {
      requests.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the valid requests did not come to an end", e);
    }
  }

  /** Makes requests on the calling thread, and counts what it waits for meanwhile. */
  void watched(Runnable requests) {
    site.client.watch(Thread.currentThread());
    long asked = site.client.asked();
    ThreadInfo before = THREADS.getThreadInfo(Thread.currentThread().getId());
    requests.run();
    ThreadInfo after = THREADS.getThreadInfo(Thread.currentThread().getId());
    blocks += after.getBlockedCount() - before.getBlockedCount();
    fetches += site.client.asked() - asked;
  }

  /** One request, measured. */
  void request(String token) {
    long waitedBefore = waitedCount();
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    try {
      site.validator.validate(token);
    } catch (TokenValidationException e) {
      failed++;
      if (firstFailure.isEmpty()) {
        firstFailure = e.toString();
      }
    }
    long duration = System.nanoTime() - start;
    cpuTimes.add(THREADS.getCurrentThreadCpuTime() - cpuBefore);
    latencies.add(duration);
    long waited = waitedCount() - waitedBefore;
    if (waited > 0) {
      waits += waited;
      longestWithWait = Math.max(longestWithWait, duration);
    }
    made.incrementAndGet();
  }

  private static long waitedCount() {
    return THREADS.getThreadInfo(Thread.currentThread().getId()).getWaitedCount();
  }

  /** How many requests were made; may be read while they are. */
  long made() {
    return made.get();
  }

  long failed() {
    return failed;
  }

  /** What the first request that failed was told; empty if none did. */
  String firstFailure() {
    return firstFailure;
  }

  /** How often the thread was parked or waited: for a lock of java.util.concurrent, for a fetch. */
  long waits() {
    return waits;
  }

  /**
   * How long the longest request took that was parked, in nanoseconds: tells a fetch from a lock
   * that somebody held for a moment.
   */
  long longestWithWait() {
    return longestWithWait;
  }

  /** How often the thread had to wait for a monitor. */
  long blocks() {
    return blocks;
  }

  /** How often the thread itself asked the issuer. */
  long fetches() {
    return fetches;
  }

  /** How long each request took by the clock on the wall, other programs' share included. */
  Latencies latencies() {
    return latencies;
  }

  /** How long each request kept its thread computing. */
  Latencies cpuTimes() {
    return cpuTimes;
  }
}
