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
  private final WeakReference<Ringing> target;
  private @Nullable Future<?> wake;
  private @Nullable Future<?> deadline;

  /** What a timer calls when it rings. */
  interface Ringing {

    /** A fetch may be due. */
    void wake();

    /** The time of a fetch is up. */
    void deadline(long fetch);
  }

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

  KeyTimers(Ringing target, Alarms alarms) {
    this.target = new WeakReference<>(target);
    this.alarms = alarms;
  }

  /** Rings once after so many nanoseconds, instead of when it was to ring before. */
  void wakeIn(long nanos) {
    cancel(wake);
    wake = nanos == KeyState.NEVER ? null : after(Duration.ofNanos(nanos), Ringing::wake);
  }

  void deadlineIn(Duration time, long fetch) {
    cancelDeadline();
    deadline = after(time, ringing -> ringing.deadline(fetch));
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

  private @Nullable Future<?> after(Duration time, Consumer<Ringing> task) {
    Duration wait =
        time.compareTo(SHORTEST) < 0 ? SHORTEST : time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return alarms.schedule(task(target, task), wait);
  }

  private static Runnable task(WeakReference<Ringing> reference, Consumer<Ringing> task) {
    return () -> {
      Ringing target = reference.get();
      if (target != null) {
        task.accept(target);
      }
    };
  }

  @Override
  public void close() {
    alarms.close();
  }
}
