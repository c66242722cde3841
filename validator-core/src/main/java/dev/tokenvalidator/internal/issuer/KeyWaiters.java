package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.text.Log;
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
 * The callers that wait for a fetch, and how many may. A server may have no more than 200 threads
 * for everything; virtual threads cost next to nothing. Safe for use by several threads.
 */
final class KeyWaiters {

  static final int MAX_WAITERS = 256;

  /** While waiting has been of no use lately. */
  static final int MAX_WAITERS_IN_VAIN = 32;

  /** While new key ids were absent lately: those who wait for one key are not in the way. */
  static final int MAX_KEY_IDS_IN_VAIN = 32;

  static final int MAX_VIRTUAL_WAITERS = 10_000;

  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualHandle();

  private final AtomicInteger platform = new AtomicInteger();
  private final AtomicInteger virtual = new AtomicInteger();
  private final ConcurrentMap<String, Integer> keyIds = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, CompletableFuture<Void>> fetches = new ConcurrentHashMap<>();

  /** A place among those who wait. */
  final class Place implements AutoCloseable {

    private final AtomicInteger taken;
    private final String keyId;

    private Place(AtomicInteger taken, String keyId) {
      this.taken = taken;
      this.keyId = keyId;
      keyIds.merge(keyId, 1, Integer::sum);
    }

    @Override
    public void close() {
      keyIds.computeIfPresent(keyId, (id, waiting) -> waiting == 1 ? null : waiting - 1);
      taken.decrementAndGet();
    }
  }

  /**
   * Takes a place, to be given back.
   *
   * @param keyId what they wait for
   * @param most how many platform threads may wait
   * @param mostKeyIds for how many key ids
   * @return null if there is none
   */
  @Nullable Place tryEnter(String keyId, int most, int mostKeyIds) {
    boolean isVirtual = isVirtual(Thread.currentThread());
    AtomicInteger taken = isVirtual ? virtual : platform;
    boolean isCrowded = !keyIds.containsKey(keyId) && keyIds.size() >= mostKeyIds;
    int places = isVirtual ? MAX_VIRTUAL_WAITERS : isCrowded ? 0 : most;
    if (taken.incrementAndGet() <= places) {
      return new Place(taken, keyId);
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
