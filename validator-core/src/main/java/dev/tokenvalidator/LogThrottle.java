package dev.tokenvalidator;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Bounds log lines: of each kind, at most {@value #LINES} in ten seconds. Kinds are constants of
 * this library and names that the application gave, so a sender of tokens cannot add any. Safe for
 * use by several threads.
 */
final class LogThrottle {

  private static final int LINES = 5;
  private static final long PERIOD = Duration.ofSeconds(10).toNanos();

  private final LongSupplier ticker;
  private final ConcurrentMap<Object, Period> periods = new ConcurrentHashMap<>();
  private volatile long lastTick;

  LogThrottle(LongSupplier ticker) {
    this.ticker = ticker;
  }

  private record Period(long start, long asked, long leftOutBefore) {}

  /** How many lines of this kind were left out since the last one; negative to leave this out. */
  long tryLog(Object kind) {
    long now = tick();
    Period period =
        periods.merge(
            kind,
            new Period(now, 1, 0),
            (current, fresh) ->
                now - current.start() < PERIOD
                    ? new Period(current.start(), current.asked() + 1, 0)
                    : new Period(now, 1, Math.max(0, current.asked() - LINES)));
    return period.asked() > LINES ? -1 : period.leftOutBefore();
  }

  /** If a clock of the application fails, time stands still and the limit holds. */
  private long tick() {
    try {
      lastTick = ticker.getAsLong();
    } catch (Throwable e) {
      return lastTick;
    }
    return lastTick;
  }
}
