package dev.tokenvalidator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Makes several calls at the same time, each on its own thread. */
final class Concurrently {

  private static final int SMALL_STACK = 256 * 1024;
  private static final int MAX_WAIT_SECONDS = 120;

  private Concurrently() {}

  /**
   * Starts all calls at the same moment.
   *
   * @param calls the calls
   * @param whenAllHaveStarted runs when each thread is about to make its call
   * @return the results, in the order of the calls
   * @throws Exception the exception of the first call that fails
   */
  static <T> List<T> call(List<Callable<T>> calls, Runnable whenAllHaveStarted) throws Exception {
    return call(calls, whenAllHaveStarted, threads(calls.size()));
  }

  static <T> List<T> callOnPlatformThreads(List<Callable<T>> calls) throws Exception {
    return callOnPlatformThreads(calls, () -> {});
  }

  /** Makes the calls on platform threads, of which an application has few. */
  static <T> List<T> callOnPlatformThreads(List<Callable<T>> calls, Runnable whenAllHaveStarted)
      throws Exception {
    return call(calls, whenAllHaveStarted, platformThreads(calls.size()));
  }

  private static <T> List<T> call(
      List<Callable<T>> calls, Runnable whenAllHaveStarted, ExecutorService threads)
      throws Exception {
    CountDownLatch ready = new CountDownLatch(calls.size());
    CountDownLatch start = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(calls.size());
    try {
      List<Future<T>> results = new ArrayList<>();
      for (Callable<T> call : calls) {
        results.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  start.await();
                  started.countDown();
                  return call.call();
                }));
      }
      await(ready);
      start.countDown();
      await(started);
      whenAllHaveStarted.run();
      List<T> values = new ArrayList<>();
      for (Future<T> result : results) {
        values.add(result.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS));
      }
      return values;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Waits for the latch, and fails if it takes too long. */
  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(latch.getCount() + " threads have not arrived");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Virtual threads where the JDK has them. */
  private static ExecutorService threads(int number) throws ReflectiveOperationException {
    if (Runtime.version().feature() >= 21) {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
    return platformThreads(number);
  }

  private static ExecutorService platformThreads(int number) {
    return Executors.newFixedThreadPool(
        number, task -> new Thread(null, task, "concurrent", SMALL_STACK));
  }
}
