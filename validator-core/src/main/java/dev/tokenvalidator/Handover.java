package dev.tokenvalidator;

import java.util.Objects;
import java.util.concurrent.Executor;

/** Hands tasks to other threads. */
interface Handover {

  /**
   * Has a task run by another thread.
   *
   * @param task what to run
   * @param withoutThread what to run instead, on any thread, if no thread takes the task
   */
  void run(Runnable task, Runnable withoutThread);

  /**
   * Hands tasks to an executor.
   *
   * @param executor rejects a task by an exception
   */
  static Handover to(Executor executor) {
    Objects.requireNonNull(executor);
    return (task, withoutThread) -> {
      try {
        executor.execute(task);
      } catch (RuntimeException | OutOfMemoryError e) {
        // It is full or closed, or the system gives no more threads.
        withoutThread.run();
      }
    };
  }
}
