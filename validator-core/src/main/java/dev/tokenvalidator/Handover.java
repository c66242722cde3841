package dev.tokenvalidator;

import java.util.Objects;
import java.util.concurrent.Executor;

/** Hands tasks to other threads. */
interface Handover {

  /** As many as virtual threads may wait for a key. */
  int MAX_WAITING = 10_000;

  /**
   * Has a task run by another thread.
   *
   * @param task what to run
   * @param withoutThread what to run instead, on any thread, if no thread takes the task
   */
  void run(Runnable task, Runnable withoutThread);

  /** How many callers may wait for a key without a thread, to get one when the key is there. */
  int maxWaiting();

  /**
   * Hands tasks to an executor.
   *
   * @param executor rejects a task by an exception
   */
  static Handover to(Executor executor) {
    Objects.requireNonNull(executor);
    return new Handover() {
      @Override
      public void run(Runnable task, Runnable withoutThread) {
        try {
          executor.execute(task);
        } catch (RuntimeException | Error e) {
          // It is full or closed, or the system gives no more threads. Nobody may wait for ever.
          withoutThread.run();
        }
      }

      @Override
      public int maxWaiting() {
        return MAX_WAITING;
      }
    };
  }
}
