package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.DetachedThread;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one validator for callers that must not block. They start when they are needed,
 * and end when they are idle or the validator is closed. A task that finds all of them busy is
 * rejected: a queue would only hide that the keys are away. Safe for use by several threads.
 */
final class ValidationThreads implements Executor, AutoCloseable {

  /**
   * Twice as many as may wait for an unknown key, so that a token whose key is known finds a
   * thread.
   */
  private static final int MOST = 512;

  private final AtomicInteger started = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MOST, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::newThread);

  private Thread newThread(Runnable work) {
    return DetachedThread.of(work, "token-validator-" + started.incrementAndGet());
  }

  @Override
  public void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (OutOfMemoryError e) {
      // The system gives no more threads.
      throw new RejectedExecutionException(e);
    }
  }

  /** Lets the tasks that have started finish. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
