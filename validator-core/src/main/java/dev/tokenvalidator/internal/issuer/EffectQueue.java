package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.jws.Log;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a key source ask for, in their order. One thread at a time does it, for all
 * that have made steps meanwhile.
 */
final class EffectQueue {

  private final ReentrantLock lock;

  // Guarded by the lock:
  private final ArrayDeque<Runnable> due = new ArrayDeque<>();
  private boolean applying;

  /**
   * Makes an empty one.
   *
   * @param lock under which steps are made
   */
  EffectQueue(ReentrantLock lock) {
    this.lock = lock;
  }

  /** Called with the lock held. */
  void add(Runnable effect) {
    due.add(effect);
  }

  /** Does what is due, unless another thread is at it. Called without the lock. */
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
