package dev.tokenvalidator.internal.issuer;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two timers of a key source. One is for its next fetch, the other for the deadline of the
 * fetch under way. They refer to the key source weakly, so that an unused validator can be
 * collected even if it was not closed. Several threads may use it, but only one at a time.
 */
final class KeyTimers implements AutoCloseable {

  /** A clock that stands still must not make the timer spin. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private static final Duration LONGEST = Duration.ofDays(1);

  private final Alarms alarms;
  private final WeakReference<Listener> target;
  private @Nullable Future<?> wake;
  private @Nullable Future<?> deadline;

  /** Is called when a timer rings. */
  interface Listener {

    /** A fetch may be due. */
    void wake();

    /** A fetch has run out of time. */
    void deadline(long fetch);
  }

  /** Runs tasks later, on a thread of its own. */
  interface Alarms extends AutoCloseable {

    /**
     * Runs a task later. The task must not refer to the key source strongly.
     *
     * @return null after {@link #close}
     */
    @Nullable Future<?> schedule(Runnable task, Duration delay);

    @Override
    void close();
  }

  KeyTimers(Listener target, Alarms alarms) {
    this.target = new WeakReference<>(target);
    this.alarms = alarms;
  }

  /** Sets the timer for the next fetch, and replaces the moment that was set before. */
  void wakeIn(long nanos) {
    cancel(wake);
    wake = nanos == KeyState.NEVER ? null : after(Duration.ofNanos(nanos), Listener::wake);
  }

  void deadlineIn(Duration time, long fetch) {
    cancelDeadline();
    deadline = after(time, listener -> listener.deadline(fetch));
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

  private @Nullable Future<?> after(Duration time, Consumer<Listener> task) {
    Duration wait =
        time.compareTo(SHORTEST) < 0 ? SHORTEST : time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return alarms.schedule(task(target, task), wait);
  }

  private static Runnable task(WeakReference<Listener> reference, Consumer<Listener> task) {
    return () -> {
      Listener target = reference.get();
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
