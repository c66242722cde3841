package dev.tokenvalidator.internal.issuer;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that all key sources of this class loader share for their timers. It starts with
 * the first lease and ends with the last, so that a redeployed application leaves no thread behind.
 * If an owner is not closed, its lease ends when the owner is collected. The thread never does I/O.
 */
final class RefreshThread {

  private static final Object LOCK = new Object();
  private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();

  // Guarded by the lock:
  private static final Set<Lease> LEASES = new HashSet<>();
  private static @Nullable ScheduledThreadPoolExecutor executor;
  private static @Nullable ScheduledFuture<?> sweep;

  private RefreshThread() {}

  private static ScheduledThreadPoolExecutor join(Lease lease) {
    synchronized (LOCK) {
      ScheduledThreadPoolExecutor shared = executor;
      if (shared == null) {
        shared =
            new ScheduledThreadPoolExecutor(
                1, task -> DetachedThread.of(task, "token-validator-refresh"));
        shared.setRemoveOnCancelPolicy(true);
        sweep = shared.scheduleWithFixedDelay(RefreshThread::endLeases, 1, 1, TimeUnit.SECONDS);
        executor = shared;
      }
      LEASES.add(lease);
      return shared;
    }
  }

  private static void leave(Lease lease, ScheduledThreadPoolExecutor shared) {
    synchronized (LOCK) {
      LEASES.remove(lease);
      if (LEASES.isEmpty()) {
        if (sweep != null) {
          sweep.cancel(false);
        }
        shared.shutdownNow();
        executor = null;
      }
    }
  }

  /** Ends the leases whose owners have been collected. */
  private static void endLeases() {
    for (Reference<?> gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
      if (gone instanceof Owner owner) {
        owner.lease.close();
      }
    }
  }

  /** Refers to the owner of a lease without keeping it alive. */
  private static final class Owner extends WeakReference<Object> {
    final Lease lease;

    Owner(Object owner, Lease lease) {
      super(owner, COLLECTED);
      this.lease = lease;
    }
  }

  /** A key source's share of the thread. The thread is first used for its first task. */
  static final class Lease implements KeyTimers.Alarms {

    /** Kept, because a reference that is itself collected is never enqueued. */
    @SuppressWarnings("unused")
    private final Owner owner;

    private @Nullable ScheduledThreadPoolExecutor shared;
    private boolean closed;

    Lease(Object owner) {
      this.owner = new Owner(owner, this);
    }

    @Override
    public synchronized @Nullable ScheduledFuture<?> schedule(Runnable task, Duration delay) {
      if (closed) {
        return null;
      }
      ScheduledThreadPoolExecutor thread = shared;
      if (thread == null) {
        thread = join(this);
        shared = thread;
      }
      return thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void close() {
      closed = true;
      if (shared != null) {
        leave(this, shared);
        shared = null;
      }
    }
  }
}
