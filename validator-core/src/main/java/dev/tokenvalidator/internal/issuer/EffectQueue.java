package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Log;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a key source ask for, in their order. One thread at a time does it, for all
 * that have made steps meanwhile. Safe for use by several threads.
 *
 * <p>It has a lock of its own: one who only tries the lock under which steps are made must find it
 * taken only if somebody makes a step, and will begin what is due.
 */
final class EffectQueue {

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock:
  private final ArrayDeque<Runnable> due = new ArrayDeque<>();
  private boolean applying;

  /** Called in the order of the steps. */
  void add(Runnable effect) {
    lock.lock();
    try {
      due.add(effect);
    } finally {
      lock.unlock();
    }
  }

  /** Does what is due, unless another thread is at it. */
  void apply() {
    Runnable next = next(true);
    while (next != null) {
      try {
        next.run();
      } catch (Throwable e) {
        // Those that follow are to be done all the same.
        Log.write(System.Logger.Level.WARNING, "a key source failed", e);
      }
      next = next(false);
    }
  }

  private @Nullable Runnable next(boolean begin) {
    lock.lock();
    try {
      if (begin && applying) {
        return null;
      }
      Runnable next = due.poll();
      applying = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }
}
