package dev.tokenvalidator;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Bounds how many signatures are verified at once. Anybody can make a token that looks good until
 * its signature is verified, which may take milliseconds of a processor: without a bound, a flood
 * of them would leave nothing to callers whose tokens are remembered.
 *
 * <p>While what is verified proves good, as when an issuer has changed its key and all callers come
 * with new tokens at once, everybody waits for a turn: nobody is turned away for coming together.
 * Once most of it has proved worthless, a short queue is all there is, and whoever finds it full is
 * told to come again: threads that wait for forgeries are missing elsewhere.
 *
 * <p>Safe for use by several threads.
 */
final class VerificationSlots {

  private static final int QUEUE_PER_SLOT = 2;
  private static final Duration SHORT_WAIT = Duration.ofMillis(100);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** So many more worthless than good ones are a flood, and no more are counted than that twice. */
  private static final int FLOOD = 32;

  /** A flood is over when nothing worthless has come for so long. */
  private static final long MEMORY = Duration.ofSeconds(10).toNanos();

  private final Semaphore slots;
  private final int queueLength;
  private final LongSupplier ticker;
  private final AtomicInteger waiting = new AtomicInteger();

  /** How many more were worthless than good. */
  private final AtomicInteger worthless = new AtomicInteger();

  private volatile long lastWorthless;

  VerificationSlots(int count, LongSupplier ticker) {
    this.slots = new Semaphore(count, true);
    this.queueLength = count * QUEUE_PER_SLOT;
    this.ticker = ticker;
  }

  /**
   * Takes a slot, to be given back by {@link #release}.
   *
   * @return whether it had to be waited for
   * @throws ValidationUnavailableException if there is none in time, or the thread is interrupted
   */
  boolean acquire() {
    if (!slots.hasQueuedThreads() && slots.tryAcquire()) {
      return false;
    }
    int place = waiting.incrementAndGet();
    try {
      if (!isFlooded()) {
        // Without a time limit: giving up a place in a long queue costs more than to wait in it.
        slots.acquire();
      } else if (place > queueLength
          || !slots.tryAcquire(SHORT_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw overload("most of them prove worthless");
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw overload("the thread was interrupted while it waited");
    } finally {
      waiting.decrementAndGet();
    }
  }

  void release() {
    slots.release();
  }

  /** A token was verified and is valid. */
  void good() {
    if (worthless.get() > 0) {
      worthless.updateAndGet(count -> Math.max(0, count - 1));
    }
  }

  /** A token was verified for nothing. */
  void worthless() {
    lastWorthless = ticker.getAsLong();
    worthless.updateAndGet(count -> Math.min(2 * FLOOD, count + 1));
  }

  private boolean isFlooded() {
    return worthless.get() >= FLOOD && ticker.getAsLong() - lastWorthless < MEMORY;
  }

  private static ValidationUnavailableException overload(String detail) {
    return new ValidationUnavailableException(
        "as many signatures as allowed (concurrentVerifications) are being verified, and " + detail,
        RETRY_AFTER,
        null);
  }
}
