package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Log;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The effects of a key source's steps, in the order of the steps. One thread at a time applies
 * them, and it also applies the effects that other threads add meanwhile. Safe for use by several
 * threads.
 *
 * <p>The queue has a lock of its own. A caller that finds the lock for steps taken relies on its
 * holder to make a step and begin a fetch that is due, so nothing else may hold that lock.
 */
final class EffectQueue {

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock:
  private final ArrayDeque<Runnable> due = new ArrayDeque<>();
  private boolean applying;

  /** Adds an effect. Callers add effects in the order of the steps. */
  void add(Runnable effect) {
    lock.lock();
    try {
      due.add(effect);
    } finally {
      lock.unlock();
    }
  }

  /** Applies the effects in the queue, unless another thread is doing so. */
  void apply() {
    Runnable next = next(true);
    while (next != null) {
      try {
        next.run();
      } catch (Throwable e) {
        // The remaining effects must be applied all the same.
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
