package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Log;
import dev.tokenvalidator.keys.KeySetEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the events of one issuer to the listener: in order, one at a time, on a thread of its own
 * that ends when there is nothing to tell. {@link #close} waits up to a second for pending events
 * and delivers none afterwards. Events that do not fit are counted, and the count is an event. Safe
 * for use by several threads.
 */
public final class EventMailbox implements AutoCloseable {

  /** A key set has at most 1,000 entries, each of which may be told of. */
  private static final int CAPACITY = 2_000;

  /** Anyone can send tokens with key ids that nobody has: these leave room for all the others. */
  private static final int CAPACITY_FOR_UNKNOWN_KEY_IDS = 100;

  private static final long IDLE = Duration.ofMillis(200).toNanos();

  /** For a listener that has much to do when all ends. */
  private static final long LAST_WORDS = Duration.ofSeconds(1).toNanos();

  private final String issuer;
  private final Consumer<KeySetEvent> listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock:
  private final ArrayDeque<KeySetEvent> untold = new ArrayDeque<>();
  private long lost;
  private @Nullable Thread teller;
  private boolean closing;
  private boolean closed;

  /**
   * Starts empty.
   *
   * @param issuer whose events these are
   * @param listener is told of them
   */
  public EventMailbox(String issuer, Consumer<KeySetEvent> listener) {
    this.issuer = issuer;
    this.listener = listener;
  }

  /** Takes an event to be told. Does not wait and does not throw. */
  public void keySetChanged(KeySetEvent event) {
    lock.lock();
    try {
      if (closing) {
        return;
      }
      int room =
          event instanceof KeySetEvent.UnknownKeyId ? CAPACITY_FOR_UNKNOWN_KEY_IDS : CAPACITY;
      if (untold.size() >= room) {
        lost += event instanceof KeySetEvent.EventsLost others ? others.count() : 1;
        return;
      }
      untold.add(event);
      changed.signal();
      if (teller == null) {
        Thread started = DetachedThread.of(this::tellAll, "token-validator-events");
        started.start();
        teller = started;
      }
    } catch (OutOfMemoryError e) {
      Log.write(System.Logger.Level.DEBUG, "the next event tries again", e);
    } finally {
      lock.unlock();
    }
  }

  private void tellAll() {
    KeySetEvent event = next();
    while (event != null) {
      try {
        listener.accept(event);
      } catch (Throwable e) {
        Log.write(System.Logger.Level.WARNING, "a key set listener failed", e);
      }
      event = next();
    }
  }

  /**
   * Waits a little for one more; null if none comes, and then this thread is the teller no more.
   */
  private @Nullable KeySetEvent next() {
    lock.lock();
    try {
      long left = IDLE;
      while (untold.isEmpty() && lost == 0 && !closing && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          // A listener that interrupts its thread interrupts nothing of ours.
          left = IDLE;
        }
      }
      if (closed || (untold.isEmpty() && lost == 0)) {
        teller = null;
        changed.signalAll();
        return null;
      }
      if (untold.isEmpty()) {
        KeySetEvent event = new KeySetEvent.EventsLost(issuer, lost);
        lost = 0;
        return event;
      }
      return untold.poll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits a little for a listener that is slow, and forgets what it leaves. An event that it is
   * told at that moment is not waited for.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
      long left = LAST_WORDS;
      while (teller != null && teller != Thread.currentThread() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      untold.clear();
      lost = 0;
      lock.unlock();
    }
  }
}
