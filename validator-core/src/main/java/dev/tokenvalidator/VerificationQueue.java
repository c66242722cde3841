package dev.tokenvalidator;

import dev.tokenvalidator.TokenSource.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many signatures are verified at once. Anyone can send forged tokens, and each costs a
 * signature check of up to milliseconds: without a bound, a flood of them would leave no processor
 * to callers with remembered tokens.
 *
 * <p>{@link VerificationTurns} decides who waits, for how long, and who is next; this class blocks
 * the callers and calls the listener. One lock guards the decisions; it is not held while a
 * signature is verified or the listener is called. Safe for use by several threads.
 */
final class VerificationQueue implements AutoCloseable {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** How often to look whether a flood is over while no token arrives. */
  private static final long LONGEST_LOOK = Duration.ofSeconds(1).toNanos();

  private static final long SHORTEST_LOOK = Duration.ofMillis(10).toNanos();

  private final LongSupplier ticker;
  private final String issuer;
  private final Consumer<VerificationFlood> listener;
  private final AtomicLong goodTokens = new AtomicLong();
  private final LongAdder turnedAway = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();

  // Guarded by the lock:
  private final VerificationTurns turns;
  private final ArrayDeque<VerificationFlood> pending = new ArrayDeque<>(2);
  private boolean delivering;
  private @Nullable Thread floodWatch;
  private boolean closed;

  /**
   * @param places how many signatures may be verified at once
   * @param ticker counts nanoseconds
   * @param issuer of the tokens, for the listener
   * @param listener hears of floods, one after the other
   */
  VerificationQueue(
      int places, LongSupplier ticker, String issuer, Consumer<VerificationFlood> listener) {
    this.turns = new VerificationTurns(places);
    this.ticker = ticker;
    this.issuer = issuer;
    this.listener = listener;
  }

  /** One token's turn. Used by one thread. */
  final class Turn {

    private final TokenSource source;
    private final boolean waited;
    private boolean hasPlace;

    private Turn(TokenSource source, boolean waited, boolean hasPlace) {
      this.source = source;
      this.waited = waited;
      this.hasPlace = hasPlace;
    }

    /** Whether the caller waited, so that keys and memory may have changed. */
    boolean waited() {
      return waited;
    }

    /**
     * Whether a signature may be verified now. If not, another caller has just shown that the token
     * is good.
     */
    boolean hasPlace() {
      return hasPlace;
    }

    /** Gives the place back. Always to be called. */
    void release() {
      if (hasPlace) {
        hasPlace = false;
        VerificationQueue.this.release();
      }
    }

    /**
     * Counts a valid token.
     *
     * @return whether anyone waits, perhaps with the same token ({@link #spare})
     */
    boolean countGood() {
      long now = ticker.getAsLong();
      lock.lock();
      try {
        turns.countGood(source, now);
        goodTokens.incrementAndGet();
        return turns.waiting() > 0;
      } finally {
        publishAndUnlock();
      }
    }

    /** Counts a token whose signature did not verify, or whose claims were refused. */
    void countWorthless() {
      long now = ticker.getAsLong();
      lock.lock();
      try {
        turns.countWorthless(source, now);
      } finally {
        publishAndUnlock();
      }
    }
  }

  /** A caller that waits. */
  private final class Caller extends Waiter {

    private final Condition looks = lock.newCondition();

    Caller(TokenSource source, String token, long now) {
      super(source, token, now);
    }
  }

  /** How many tokens were found valid. While it does not change, no token becomes known. */
  long goodTokens() {
    return goodTokens.get();
  }

  /** Releases the callers that wait with a token that is remembered now. */
  void spare(String token) {
    lock.lock();
    try {
      turns.spare(token);
      signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a place if one is free.
   *
   * @param source where the token came from; null if that is unknown
   * @return null if all places are taken
   */
  @Nullable Turn tryTake(@Nullable String source) {
    lock.lock();
    try {
      return turns.take() ? new Turn(turns.source(source), false, true) : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a place, or until the token is known to be good.
   *
   * @param source where the token came from; null if that is unknown
   * @param token its text
   * @throws ValidationUnavailableException if there is no room, or no place in time, or the thread
   *     is interrupted
   */
  Turn await(@Nullable String source, String token) {
    long now = ticker.getAsLong();
    boolean flooded;
    Waiter.State state;
    TokenSource from;
    lock.lock();
    try {
      from = turns.source(source);
      if (turns.take()) {
        return new Turn(from, false, true);
      }
      Caller caller = new Caller(from, token, now);
      if (turns.join(caller, now)) {
        settle(caller, now);
      }
      state = caller.state;
      flooded = turns.isFlooded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("the thread was interrupted while it waited for a turn");
    } finally {
      publishAndUnlock();
    }
    if (state == Waiter.State.REFUSED) {
      throw unavailable(
          flooded ? "most tokens in the queue are worthless" : "the wait was too long");
    }
    return new Turn(from, true, state == Waiter.State.CALLED);
  }

  /**
   * Waits, without the lock, until the caller is called, spared or refused.
   *
   * @throws InterruptedException if the thread was interrupted. Whatever is thrown, the caller
   *     leaves nothing behind
   */
  private void settle(Caller caller, long now) throws InterruptedException {
    signal();
    boolean settled = false;
    try {
      long deadline = caller.deadline;
      long left = deadline - now;
      while (caller.state == Waiter.State.WAITING) {
        left = caller.looks.awaitNanos(left);
        if (left <= 0 && caller.state == Waiter.State.WAITING) {
          // A flood that is over must not turn anyone away.
          turns.advance(ticker.getAsLong());
        }
        left += caller.deadline - deadline;
        deadline = caller.deadline;
        if (left <= 0 && caller.state == Waiter.State.WAITING) {
          turns.leave(caller);
        }
      }
      settled = true;
    } finally {
      if (!settled) {
        abandon(caller);
      }
    }
  }

  private void abandon(Caller caller) {
    if (caller.state == Waiter.State.CALLED) {
      turns.release();
    } else if (caller.state == Waiter.State.WAITING) {
      turns.leave(caller);
    }
  }

  private void release() {
    lock.lock();
    try {
      turns.release();
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the callers whose state changed. Called with the lock held. */
  private void signal() {
    for (Waiter waiter : turns.drainChanged()) {
      if (waiter instanceof Caller caller) {
        caller.looks.signal();
      }
    }
  }

  /** Called with the lock held, and releases it before it calls the listener. */
  private void publishAndUnlock() {
    Thread watch = null;
    boolean delivers;
    try {
      signal();
      for (VerificationTurns.FloodChange change : turns.drainFloodChanges()) {
        pending.add(
            new VerificationFlood(
                issuer,
                change.ended(),
                Duration.ofNanos(change.nanos()),
                change.worthless(),
                change.turnedAway()));
      }
      delivers = !pending.isEmpty() && !delivering;
      if (turns.isFlooded() && floodWatch == null && !closed) {
        watch = newFloodWatch();
        floodWatch = watch;
      }
    } finally {
      lock.unlock();
    }
    if (watch != null) {
      start(watch);
    }
    if (delivers) {
      deliver();
    }
  }

  /** Delivers all events to the listener, unless another thread does. */
  private void deliver() {
    VerificationFlood next = nextPending(true);
    while (next != null) {
      boolean delivered = false;
      try {
        listener.accept(next);
        delivered = true;
      } finally {
        if (!delivered) {
          stopDelivering();
        }
      }
      next = nextPending(false);
    }
  }

  private @Nullable VerificationFlood nextPending(boolean begin) {
    lock.lock();
    try {
      if (begin && delivering) {
        return null;
      }
      VerificationFlood next = pending.poll();
      delivering = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void stopDelivering() {
    lock.lock();
    try {
      delivering = false;
    } finally {
      lock.unlock();
    }
  }

  /** Notices the end of a flood that is followed by silence, and ends with it. */
  private Thread newFloodWatch() {
    Thread thread = new Thread(null, this::watchFlood, "token-validator-flood", 0, false);
    thread.setDaemon(true);
    // Not the class loader of this application: several applications may share these classes.
    thread.setContextClassLoader(VerificationQueue.class.getClassLoader());
    return thread;
  }

  private void start(Thread watch) {
    try {
      watch.start();
    } catch (OutOfMemoryError e) {
      // No thread is available: the next caller notices the end, or starts one.
      forgetFloodWatch();
    }
  }

  private void forgetFloodWatch() {
    lock.lock();
    try {
      floodWatch = null;
    } finally {
      lock.unlock();
    }
  }

  private void watchFlood() {
    lock.lock();
    try {
      turns.advance(ticker.getAsLong());
      while (turns.isFlooded() && !closed) {
        // The ticker may be moved by hand.
        long look = turns.floodEndsIn(ticker.getAsLong());
        closing.awaitNanos(Math.max(SHORTEST_LOOK, Math.min(look, LONGEST_LOOK)));
        turns.advance(ticker.getAsLong());
      }
      floodWatch = null;
    } catch (InterruptedException e) {
      // This library interrupts no such thread. The next caller notices the end of the flood.
      Thread.currentThread().interrupt();
    } finally {
      publishAndUnlock();
    }
  }

  /** Ends the thread that a flood may have started. Callers still get turns. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int verifying() {
    lock.lock();
    try {
      return turns.running();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return turns.waiting();
    } finally {
      lock.unlock();
    }
  }

  boolean isFlooded() {
    lock.lock();
    try {
      return turns.isFlooded();
    } finally {
      lock.unlock();
    }
  }

  /** How many callers got no turn. */
  long turnedAway() {
    return turnedAway.sum();
  }

  private ValidationUnavailableException unavailable(String detail) {
    turnedAway.increment();
    return new ValidationUnavailableException(
        "as many signatures as allowed (concurrentVerifications) are being verified, and " + detail,
        RETRY_AFTER,
        null);
  }
}
