package dev.tokenvalidator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Makes several calls at the same time, each on its own thread. */
final class Concurrently {

  private static final int SMALL_STACK = 256 * 1024;
  private static final int MAX_WAIT_SECONDS = 120;

  private Concurrently() {}

  /** Makes all calls at the same moment, and returns the results in the order of the calls. */
  static <T> List<T> call(List<Callable<T>> calls) throws Exception {
    return atOnce(calls, threads());
  }

  /** The same on platform threads, of which an application has few. */
  static <T> List<T> callOnPlatformThreads(List<Callable<T>> calls) throws Exception {
    return atOnce(calls, Concurrently::onPlatformThread);
  }

  /**
   * Makes calls that wait for something, and returns the results in the order of the calls.
   *
   * @param whenAllHaveStarted runs when each thread is about to make its call; it lets them go on
   * @throws Exception the exception of the first call that fails
   */
  static <T> List<T> call(List<Callable<T>> calls, Runnable whenAllHaveStarted) throws Exception {
    return call(calls, whenAllHaveStarted, threads());
  }

  /** The same on platform threads. */
  static <T> List<T> callOnPlatformThreads(List<Callable<T>> calls, Runnable whenAllHaveStarted)
      throws Exception {
    return call(calls, whenAllHaveStarted, Concurrently::onPlatformThread);
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls, Executor threads) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Callable<T>> waiting = new ArrayList<>();
    for (Callable<T> call : calls) {
      waiting.add(
          () -> {
            start.await();
            return call.call();
          });
    }
    return call(waiting, start::countDown, threads);
  }

  private static <T> List<T> call(
      List<Callable<T>> calls, Runnable whenAllHaveStarted, Executor threads) throws Exception {
    CountDownLatch started = new CountDownLatch(calls.size());
    List<FutureTask<T>> results = new ArrayList<>();
    for (Callable<T> call : calls) {
      FutureTask<T> result =
          new FutureTask<>(
              () -> {
                started.countDown();
                return call.call();
              });
      results.add(result);
      threads.execute(result);
    }
    await(started);
    whenAllHaveStarted.run();
    List<T> values = new ArrayList<>();
    for (FutureTask<T> result : results) {
      values.add(result.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS));
    }
    return values;
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
  private static Executor threads() throws ReflectiveOperationException {
    if (Runtime.version().feature() >= 21) {
      return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
    return Concurrently::onPlatformThread;
  }

  /** A thread that ends with its task: thousands that wait for another task would slow the rest. */
  private static void onPlatformThread(Runnable task) {
    Thread thread = new Thread(null, task, "concurrent", SMALL_STACK);
    thread.setDaemon(true);
    thread.start();
  }
}
