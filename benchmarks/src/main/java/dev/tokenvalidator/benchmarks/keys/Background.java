package dev.tokenvalidator.benchmarks.keys;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Work on other threads, and real time that passes. */
final class Background {

  /** For calls that may never return; they must not keep the program alive. */
  static final Executor THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "scenario");
            thread.setDaemon(true);
            return thread;
          });

  private Background() {}

  /** Repeats something on another thread while the calling thread does something else. */
  static <T> T during(Runnable repeated, Supplier<T> meanwhile) {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> repetition =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                repeated.run();
              }
            },
            THREADS);
    try {
      return meanwhile.get();
    } finally {
      over.set(true);
      repetition.join();
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
