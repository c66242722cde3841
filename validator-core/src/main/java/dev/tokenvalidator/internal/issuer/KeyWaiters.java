package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.jws.Log;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a fetch, and how many of them may. An application may have no more than 200
 * threads for all it does; virtual threads cost it next to nothing. Safe for use by several
 * threads.
 */
final class KeyWaiters {

  static final int MAX_WAITERS = 256;

  /** While waiting has been of no use lately. */
  static final int MAX_WAITERS_IN_VAIN = 32;

  static final int MAX_VIRTUAL_WAITERS = 10_000;

  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualHandle();

  private final AtomicInteger platform = new AtomicInteger();
  private final AtomicInteger virtual = new AtomicInteger();
  private final ConcurrentMap<Long, CompletableFuture<Void>> fetches = new ConcurrentHashMap<>();

  /** A place among those who wait. */
  static final class Place implements AutoCloseable {

    private final AtomicInteger taken;

    private Place(AtomicInteger taken) {
      this.taken = taken;
    }

    @Override
    public void close() {
      taken.decrementAndGet();
    }
  }

  /**
   * Takes a place, to be given back.
   *
   * @param most how many platform threads may wait
   * @return null if there is none
   */
  @Nullable Place tryEnter(int most) {
    boolean isVirtual = isVirtual(Thread.currentThread());
    AtomicInteger taken = isVirtual ? virtual : platform;
    if (taken.incrementAndGet() <= (isVirtual ? MAX_VIRTUAL_WAITERS : most)) {
      return new Place(taken);
    }
    taken.decrementAndGet();
    return null;
  }

  /**
   * Waits until a fetch is concluded.
   *
   * @param fetch its number
   * @param isConcluded whether one of a number is
   * @param until tick of the system at which to give up
   * @return whether it was concluded in time
   */
  boolean await(long fetch, LongPredicate isConcluded, long until) {
    CompletableFuture<Void> done =
        fetches.computeIfAbsent(fetch, first -> new CompletableFuture<>());
    // After it was put there: whoever concludes it from now on finds it.
    if (isConcluded.test(fetch)) {
      release(fetch);
      return true;
    }
    try {
      done.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      Log.write(System.Logger.Level.TRACE, "not waited for", e);
    }
    return false;
  }

  /** Lets those go on who wait for a fetch up to this number. */
  void release(long fetch) {
    fetches.forEach(
        (number, done) -> {
          if (number <= fetch && fetches.remove(number, done)) {
            done.complete(null);
          }
        });
  }

  /** Threads are virtual from Java 21 on, if at all. */
  private static boolean isVirtual(Thread thread) {
    try {
      return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
    } catch (Throwable e) {
      return false;
    }
  }

  private static @Nullable MethodHandle isVirtualHandle() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
