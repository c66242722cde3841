package dev.tokenvalidator.internal.issuer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An issuer with lagging replicas, a cache in front, and a slow network. */
final class SimulatedIssuer {

  /** How the issuer treats requests. */
  enum Behavior {
    ANSWERS,
    FAILS,
    HANGS,
    ANSWERS_LATE
  }

  /**
   * The response to a request.
   *
   * @param keyIds the ids of the published keys; null if the request failed
   * @param age the nanoseconds that a cache has held the set
   */
  record Response(@Nullable Set<String> keyIds, long age) {}

  private final SimulatedTime time;
  private final Random random;
  private final Map<String, Long> publishedAt = new HashMap<>();
  private final Map<String, Long> retiredAt = new HashMap<>();
  private final List<Long> requests = new ArrayList<>();
  private Behavior behavior = Behavior.ANSWERS;
  private @Nullable Set<String> cached;
  private long cachedAt;

  /** The longest time of each way, or the time of both if the latency is fixed, in nanoseconds. */
  long latency = 50_000_000;

  /** Whether every response takes the same time. */
  boolean hasFixedLatency;

  /** How many nanoseconds the slower replicas are behind. */
  long replicaLag;

  /** How many nanoseconds a cache keeps a response, despite {@code no-cache}; 0 without a cache. */
  long cacheLife;

  SimulatedIssuer(SimulatedTime time, Random random) {
    this.time = time;
    this.random = random;
  }

  void behave(Behavior newBehavior) {
    behavior = newBehavior;
  }

  Behavior behavior() {
    return behavior;
  }

  void publish(String keyId) {
    publishedAt.put(keyId, time.nanos());
  }

  void retire(String keyId) {
    retiredAt.put(keyId, time.nanos());
  }

  /** Whether the key was published and not retired since. */
  boolean isPublished(String keyId) {
    return publishedAt.containsKey(keyId) && !retiredAt.containsKey(keyId);
  }

  /** When the key was published; {@link KeyState#NEVER} if it was not. */
  long publishedAt(String keyId) {
    return publishedAt.getOrDefault(keyId, KeyState.NEVER);
  }

  /** When the requests were sent. */
  List<Long> requests() {
    return requests;
  }

  /** Takes a request, and responds later. */
  void fetch(Consumer<Response> receiver) {
    requests.add(time.nanos());
    long way = hasFixedLatency ? latency / 2 : 1 + (long) (random.nextDouble() * latency);
    if (behavior == Behavior.FAILS) {
      time.after(way, () -> receiver.accept(new Response(null, 0)));
      return;
    }
    if (behavior == Behavior.HANGS) {
      return;
    }
    long wayBack = behavior == Behavior.ANSWERS_LATE ? 6_000_000_000L : way;
    time.after(
        way,
        () -> {
          Response response = read();
          time.after(wayBack, () -> receiver.accept(response));
        });
  }

  private Response read() {
    if (cacheLife > 0 && cached != null && time.nanos() - cachedAt < cacheLife) {
      // The Age header counts whole seconds, and a fetch adds one for the rounding.
      long age = (time.nanos() - cachedAt) / 1_000_000_000 * 1_000_000_000 + 1_000_000_000;
      return new Response(cached, age);
    }
    Set<String> keyIds = keyIdsOf(random.nextBoolean() ? replicaLag : 0);
    cached = keyIds;
    cachedAt = time.nanos();
    return new Response(keyIds, 0);
  }

  private Set<String> keyIdsOf(long lag) {
    Set<String> keyIds = new HashSet<>();
    publishedAt.forEach(
        (keyId, since) -> {
          boolean isPublished = since <= Math.max(0, time.nanos() - lag);
          Long until = retiredAt.get(keyId);
          if (isPublished && (until == null || until > time.nanos() - lag)) {
            keyIds.add(keyId);
          }
        });
    return keyIds;
  }
}
