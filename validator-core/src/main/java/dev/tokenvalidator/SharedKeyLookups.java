package dev.tokenvalidator;

import dev.tokenvalidator.internal.issuer.IssuerKeys;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.internal.jws.JoseHeader;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks up keys for callers that must not block. Only the first of those that need the same key
 * takes a thread to wait for the issuer. The others wait without one, for the same answer. Safe for
 * use by several threads.
 */
final class SharedKeyLookups {

  private final IssuerKeys keys;

  /** The lookups under way, each with those that wait for its end, in the order of arrival. */
  private final ConcurrentMap<WantedKey, List<Consumer<@Nullable KeyLookup>>> underWay =
      new ConcurrentHashMap<>();

  private final AtomicInteger waiting = new AtomicInteger();

  SharedKeyLookups(IssuerKeys keys) {
    this.keys = keys;
  }

  /** Callers of another executor must not wait for a thread of this one. */
  private record WantedKey(
      Handover threads, SignatureAlgorithm algorithm, @Nullable String keyId) {}

  /**
   * Runs a task on another thread as soon as it can look up the key of a token without waiting. If
   * there is no key, the task receives the answer, so that it need not ask and wait again.
   *
   * @param header names the key
   * @param threads run the task
   * @param task receives null, or the lookup that found no key
   * @param withoutThread what to run instead, on any thread, if no thread takes the task
   */
  void await(
      JoseHeader header,
      Handover threads,
      Consumer<@Nullable KeyLookup> task,
      Runnable withoutThread) {
    WantedKey wanted = new WantedKey(threads, header.algorithm(), header.keyId());
    if (!keys.mustWait(wanted.algorithm(), wanted.keyId())) {
      threads.run(() -> task.accept(null), withoutThread);
    } else if (underWay.putIfAbsent(wanted, new ArrayList<>()) == null) {
      lookUp(wanted, threads, task, withoutThread);
    } else if (waiting.incrementAndGet() > threads.maxWaiting()) {
      waiting.decrementAndGet();
      withoutThread.run();
    } else {
      join(
          wanted,
          withoutKey -> {
            waiting.decrementAndGet();
            threads.run(() -> task.accept(withoutKey), withoutThread);
          });
    }
  }

  private void lookUp(
      WantedKey wanted,
      Handover threads,
      Consumer<@Nullable KeyLookup> task,
      Runnable withoutThread) {
    threads.run(
        () -> {
          KeyLookup withoutKey = find(wanted);
          end(wanted, withoutKey);
          task.accept(withoutKey);
        },
        () -> {
          end(wanted, null);
          withoutThread.run();
        });
  }

  /** Null if a key was found: the task looks it up again, because it may have been replaced. */
  private @Nullable KeyLookup find(WantedKey wanted) {
    KeyLookup lookup;
    try {
      lookup = keys.find(wanted.algorithm(), wanted.keyId());
    } catch (RuntimeException | Error e) {
      // The task meets the same error, and reports it.
      return null;
    }
    boolean isFound = lookup instanceof KeyLookup.Found || lookup instanceof KeyLookup.Several;
    return isFound ? null : lookup;
  }

  private void join(WantedKey wanted, Consumer<@Nullable KeyLookup> whenEnded) {
    List<Consumer<@Nullable KeyLookup>> joined =
        underWay.computeIfPresent(
            wanted,
            (key, others) -> {
              others.add(whenEnded);
              return others;
            });
    if (joined == null) {
      // The lookup has just ended.
      whenEnded.accept(null);
    }
  }

  private void end(WantedKey wanted, @Nullable KeyLookup withoutKey) {
    List<Consumer<@Nullable KeyLookup>> others = underWay.remove(wanted);
    if (others != null) {
      others.forEach(whenEnded -> whenEnded.accept(withoutKey));
    }
  }
}
