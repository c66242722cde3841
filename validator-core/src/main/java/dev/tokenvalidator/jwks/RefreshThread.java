package dev.tokenvalidator.jwks;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that all key sources of this class loader share for their timers. It starts with
 * the first lease and ends with the last, so that a redeployed application leaves nothing behind.
 * It never does I/O.
 */
final class RefreshThread {

  private static final Object LOCK = new Object();
  private static int leases;
  private static @Nullable ScheduledThreadPoolExecutor executor;

  private RefreshThread() {}

  static Lease lease() {
    synchronized (LOCK) {
      ScheduledThreadPoolExecutor shared = executor;
      if (shared == null) {
        shared =
            new ScheduledThreadPoolExecutor(
                1,
                task -> {
                  Thread thread = new Thread(task, "token-validator-refresh");
                  thread.setDaemon(true);
                  // Not the first caller's: where several applications share this class, the thread
                  // outlives that caller's application and would keep its classes.
                  thread.setContextClassLoader(RefreshThread.class.getClassLoader());
                  return thread;
                });
        shared.setRemoveOnCancelPolicy(true);
        executor = shared;
      }
      leases++;
      return new Lease(shared);
    }
  }

  /** One key source's share of the thread. */
  static final class Lease implements AutoCloseable {

    private final ScheduledThreadPoolExecutor shared;
    private boolean closed;

    private Lease(ScheduledThreadPoolExecutor shared) {
      this.shared = shared;
    }

    ScheduledFuture<?> schedule(Runnable task, Duration delay) {
      return shared.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
      synchronized (LOCK) {
        if (closed) {
          return;
        }
        closed = true;
        leases--;
        if (leases == 0) {
          shared.shutdownNow();
          executor = null;
        }
      }
    }
  }
}
