package dev.tokenvalidator.internal.issuer;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two timers of a key source: for its next fetch, and for the end of the one under way. They do
 * not keep it: a validator that nobody closes is collected with all that it has. Used by one thread
 * after the other.
 */
final class KeyTimers implements AutoCloseable {

  /** A clock that stands still must not make the timer spin. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private static final Duration LONGEST = Duration.ofDays(1);

  private final RefreshThread.Lease lease;
  private final WeakReference<KeyShell> shell;
  private @Nullable ScheduledFuture<?> wake;
  private @Nullable ScheduledFuture<?> deadline;

  KeyTimers(KeyShell shell) {
    this.shell = new WeakReference<>(shell);
    this.lease = new RefreshThread.Lease(shell);
  }

  /** Rings once after so many nanoseconds, instead of when it was to ring before. */
  void wakeIn(long nanos) {
    cancel(wake);
    wake = nanos == KeyState.NEVER ? null : after(Duration.ofNanos(nanos), KeyShell::wake);
  }

  void deadlineIn(Duration time, long fetch) {
    cancelDeadline();
    deadline = after(time, keys -> keys.deadline(fetch));
  }

  void cancelDeadline() {
    cancel(deadline);
    deadline = null;
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private @Nullable ScheduledFuture<?> after(Duration time, Consumer<KeyShell> task) {
    Duration wait =
        time.compareTo(SHORTEST) < 0 ? SHORTEST : time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return lease.schedule(ringing(shell, task), wait);
  }

  private static Runnable ringing(WeakReference<KeyShell> reference, Consumer<KeyShell> task) {
    return () -> {
      KeyShell shell = reference.get();
      if (shell != null) {
        task.accept(shell);
      }
    };
  }

  @Override
  public void close() {
    lease.close();
  }
}
