package dev.tokenvalidator.internal.issuer;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Future;
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

  private final Alarms alarms;
  private final WeakReference<KeyShell> shell;
  private @Nullable Future<?> wake;
  private @Nullable Future<?> deadline;

  /** Runs tasks later, on a thread of its own. */
  interface Alarms extends AutoCloseable {

    /**
     * Runs a task later. It must not refer to the key source strongly.
     *
     * @return null after {@link #close}
     */
    @Nullable Future<?> schedule(Runnable task, Duration delay);

    @Override
    void close();
  }

  KeyTimers(KeyShell shell, Alarms alarms) {
    this.shell = new WeakReference<>(shell);
    this.alarms = alarms;
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

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private @Nullable Future<?> after(Duration time, Consumer<KeyShell> task) {
    Duration wait =
        time.compareTo(SHORTEST) < 0 ? SHORTEST : time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return alarms.schedule(ringing(shell, task), wait);
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
    alarms.close();
  }
}
