package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.DetachedThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one validator for callers that must not block. They start when they are needed,
 * and end when they are idle or the validator is closed. A task that finds all of them busy gets
 * none: a queue would only hide that the keys are away. Safe for use by several threads.
 *
 * <p>To start a thread takes longer than most answers of an event loop, and a hundred at once would
 * stop the loop. So the caller starts one at most: the starter, which takes the tasks in order and
 * starts the others.
 */
final class ValidationThreads implements Handover, AutoCloseable {

  /**
   * Twice as many as may wait for an unknown key, so that a token whose key is known finds a
   * thread.
   */
  private static final int MOST = 512;

  private static final int IDLE_SECONDS = 10;

  private final AtomicInteger started = new AtomicInteger();

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> DetachedThread.of(work, "token-validator-" + started.incrementAndGet()));

  private final Handover toThreads = Handover.to(threads);

  /** Its queue is bounded for the case that tasks come faster than it can turn them away. */
  private final ThreadPoolExecutor starter =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST),
          work -> DetachedThread.of(work, "token-validator-starter")) {

        /** Each task that was accepted has its thread by now. */
        @Override
        protected void terminated() {
          threads.shutdown();
        }
      };

  private final Handover toStarter = Handover.to(starter);

  ValidationThreads() {
    starter.allowCoreThreadTimeOut(true);
  }

  @Override
  public void run(Runnable task, Runnable withoutThread) {
    toStarter.run(() -> toThreads.run(task, withoutThread), withoutThread);
  }

  /** More would find no thread when their key arrives. */
  @Override
  public int maxWaiting() {
    return MOST - 1;
  }

  /** Lets the tasks that have been accepted finish. */
  @Override
  public void close() {
    starter.shutdown();
  }
}
