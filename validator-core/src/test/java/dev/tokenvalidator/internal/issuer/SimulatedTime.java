package dev.tokenvalidator.internal.issuer;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Time that passes from one planned thing to the next, on two clocks. */
final class SimulatedTime {

  /** Both clocks begin somewhere, the monotonic one below zero. */
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

  /** Sets the wall clock; what a suspended machine finds when it wakes up, too. */
  void jump(long millis) {
    wallAhead += millis;
  }

  /** Does what is planned until then. */
  void runUntil(long end) {
    while (!plan.isEmpty() && plan.element().at() <= end) {
      Planned next = plan.remove();
      nanos = next.at();
      next.task().run();
    }
    nanos = end;
  }
}
