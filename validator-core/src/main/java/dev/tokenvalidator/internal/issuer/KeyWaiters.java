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
 * The callers that wait for a fetch. Their number is limited, because a server may have no more
 * than 200 threads for everything. Virtual threads cost next to nothing, so more of them may wait.
 * Safe for use by several threads.
 */
final class KeyWaiters {

  static final int MAX_WAITERS = 256;

  /** The limit after a fetch has failed, or after a caller has waited until its time was up. */
  static final int MAX_WAITERS_AFTER_FAILURE = 32;

  /**
   * The limit of key ids to wait for after new ones turned out to be absent. Callers that wait for
   * the same key count as one.
   */
  static final int MAX_KEY_IDS_AFTER_MISS = 32;

  static final int MAX_VIRTUAL_WAITERS = 10_000;

  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualHandle();

  private final AtomicInteger platform = new AtomicInteger();
  private final AtomicInteger virtual = new AtomicInteger();
  private final ConcurrentMap<String, Integer> keyIds = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, CompletableFuture<Void>> fetches = new ConcurrentHashMap<>();

  /** A place for one caller that waits. */
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
   * Takes a place. The caller must close it.
   *
   * @param keyId the key id that the caller waits for
   * @param maxWaiters how many platform threads may wait
   * @param maxKeyIds for how many key ids callers may wait
   * @return null if there is no place left
   */
  @Nullable Place tryEnter(String keyId, int maxWaiters, int maxKeyIds) {
    boolean isVirtual = isVirtual(Thread.currentThread());
    AtomicInteger taken = isVirtual ? virtual : platform;
    boolean isCrowded = !keyIds.containsKey(keyId) && keyIds.size() >= maxKeyIds;
    int places = isVirtual ? MAX_VIRTUAL_WAITERS : isCrowded ? 0 : maxWaiters;
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
   * @param isConcluded whether the fetch with a number is concluded
   * @param until the {@link System#nanoTime} at which to give up
   * @return whether the fetch was concluded in time
   */
  boolean await(long fetch, LongPredicate isConcluded, long until) {
    CompletableFuture<Void> done =
        fetches.computeIfAbsent(fetch, first -> new CompletableFuture<>());
    // Test only now: a thread that concludes the fetch later finds the future and completes it.
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
      Log.write(System.Logger.Level.TRACE, "gave up waiting for a fetch", e);
    }
    return false;
  }

  /** Releases the callers that wait for a fetch up to this number. */
  void release(long fetch) {
    fetches.forEach(
        (number, done) -> {
          if (number <= fetch && fetches.remove(number, done)) {
            done.complete(null);
          }
        });
  }

  /** Virtual threads exist from Java 21 on. */
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
