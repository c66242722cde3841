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
 * the first lease and ends with the last, so that a redeployed application leaves nothing behind. A
 * lease ends with its owner, too, if nobody closes that. The thread never does I/O.
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

  /** Those whose owners are gone. */
  private static void endLeases() {
    for (Reference<?> gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
      if (gone instanceof Owner owner) {
        owner.lease.close();
      }
    }
  }

  /** Whose lease it is. */
  private static final class Owner extends WeakReference<Object> {
    final Lease lease;

    Owner(Object owner, Lease lease) {
      super(owner, COLLECTED);
      this.lease = lease;
    }
  }

  /** One key source's share of the thread, which it takes when it first needs it. */
  static final class Lease implements KeyTimers.Alarms {

    /** Kept, so that its end is noticed. */
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
