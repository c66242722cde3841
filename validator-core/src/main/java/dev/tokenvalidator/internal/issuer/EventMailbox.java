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
 * Delivers the events of one issuer to the listener: in order, one at a time, on a thread of its
 * own that ends when there are no more events. {@link #close} waits up to a second for pending
 * events and delivers none afterwards. Events are dropped if the mailbox is full; an event reports
 * how many were dropped. Safe for use by several threads.
 */
public final class EventMailbox implements AutoCloseable {

  /** Enough for a key set with the maximum of 1,000 entries, each of which may cause an event. */
  private static final int CAPACITY = 2_000;

  /** Anyone can send tokens with unknown key ids. Their events must leave room for all others. */
  private static final int CAPACITY_FOR_UNKNOWN_KEY_IDS = 100;

  private static final long IDLE = Duration.ofMillis(200).toNanos();

  /** How long {@link #close} waits for a slow listener. */
  private static final long CLOSE_TIMEOUT = Duration.ofSeconds(1).toNanos();

  private final String issuer;
  private final Consumer<KeySetEvent> listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock:
  private final ArrayDeque<KeySetEvent> pending = new ArrayDeque<>();
  private long lost;
  private @Nullable Thread deliverer;
  private boolean closing;
  private boolean closed;

  /**
   * Makes an empty mailbox.
   *
   * @param issuer the issuer of the key set
   * @param listener receives the events
   */
  public EventMailbox(String issuer, Consumer<KeySetEvent> listener) {
    this.issuer = issuer;
    this.listener = listener;
  }

  /** Adds an event. Does not wait and does not throw. */
  public void keySetChanged(KeySetEvent event) {
    lock.lock();
    try {
      if (closing) {
        return;
      }
      int room =
          event instanceof KeySetEvent.UnknownKeyId ? CAPACITY_FOR_UNKNOWN_KEY_IDS : CAPACITY;
      if (pending.size() >= room) {
        lost += event instanceof KeySetEvent.EventsLost others ? others.count() : 1;
        return;
      }
      pending.add(event);
      changed.signal();
      if (deliverer == null) {
        Thread started = DetachedThread.of(this::deliverAll, "token-validator-events");
        started.start();
        deliverer = started;
      }
    } catch (OutOfMemoryError e) {
      Log.write(
          System.Logger.Level.DEBUG, "no thread for events; the next event will try again", e);
    } finally {
      lock.unlock();
    }
  }

  private void deliverAll() {
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

  /** Waits a little for the next event. Null if none comes; the calling thread must then end. */
  private @Nullable KeySetEvent next() {
    lock.lock();
    try {
      long left = IDLE;
      while (pending.isEmpty() && lost == 0 && !closing && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          // A listener may interrupt its own thread. That must not affect the delivery.
          left = IDLE;
        }
      }
      if (closed || (pending.isEmpty() && lost == 0)) {
        deliverer = null;
        changed.signalAll();
        return null;
      }
      if (pending.isEmpty()) {
        KeySetEvent event = new KeySetEvent.EventsLost(issuer, lost);
        lost = 0;
        return event;
      }
      return pending.poll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits up to a second until the listener has received the pending events, and drops the rest.
   * The listener may still be handling one event afterwards. A call from the listener's thread does
   * not wait.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
      long left = CLOSE_TIMEOUT;
      while (deliverer != null && deliverer != Thread.currentThread() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      pending.clear();
      lost = 0;
      lock.unlock();
    }
  }
}
