package dev.tokenvalidator.internal.issuer;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Simulated time on two clocks: it jumps from one planned task to the next. */
final class SimulatedTime {

  /** The monotonic clock starts below zero, as a real one may. */
  private static final long FIRST_TICK = -Duration.ofDays(1).toNanos();

  private static final long FIRST_MILLIS = 1_800_000_000_000L;

  private record Planned(long at, long order, Runnable task) {}

  private final PriorityQueue<Planned> plan =
      new PriorityQueue<>(
          (one, other) ->
              one.at == other.at
                  ? Long.compare(one.order, other.order)
                  : Long.compare(one.at, other.at));
  private long planned;
  private long nanos;
  private long wallAhead;

  /** Nanoseconds since the beginning, by the monotonic clock. */
  long nanos() {
    return nanos;
  }

  Moment moment() {
    return new Moment(
        FIRST_TICK + nanos, FIRST_MILLIS + TimeUnit.NANOSECONDS.toMillis(nanos) + wallAhead);
  }

  void after(long delay, Runnable task) {
    plan.add(new Planned(nanos + Math.max(0, delay), planned++, task));
  }

  /** Moves the wall clock: it is set by hand, or the machine wakes from a suspension. */
  void jump(long millis) {
    wallAhead += millis;
  }

  /** Runs the tasks that are planned until then. */
  void runUntil(long end) {
    while (!plan.isEmpty() && plan.element().at() <= end) {
      Planned next = plan.remove();
      nanos = next.at();
      next.task().run();
    }
    nanos = end;
  }
}
