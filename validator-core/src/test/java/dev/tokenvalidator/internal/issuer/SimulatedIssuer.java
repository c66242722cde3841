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

  /** What becomes of a request. */
  enum Mood {
    ANSWERS,
    REFUSES,
    IS_SILENT,
    ANSWERS_LATE
  }

  /**
   * A set on its way.
   *
   * @param keyIds that the issuer has read; null if it has failed
   * @param age of what a cache has answered
   */
  record Answer(@Nullable Set<String> keyIds, long age) {}

  private final SimulatedTime time;
  private final Random random;
  private final Map<String, Long> publishedAt = new HashMap<>();
  private final Map<String, Long> retiredAt = new HashMap<>();
  private final List<Long> requests = new ArrayList<>();
  private Mood mood = Mood.ANSWERS;
  private @Nullable Set<String> cached;
  private long cachedAt;

  /** How long an answer takes at most. */
  long latency = 50_000_000;

  /** Whether it takes that long each time. */
  boolean isSteady;

  /** How far behind the slowest replica is. */
  long replicaLag;

  /** How long a cache before the issuer keeps an answer, whatever is asked; 0 without a cache. */
  long cacheLife;

  SimulatedIssuer(SimulatedTime time, Random random) {
    this.time = time;
    this.random = random;
  }

  void be(Mood newMood) {
    mood = newMood;
  }

  Mood mood() {
    return mood;
  }

  void publish(String keyId) {
    publishedAt.put(keyId, time.nanos());
  }

  void retire(String keyId) {
    retiredAt.put(keyId, time.nanos());
  }

  /** Whether all replicas have it, and none has lost it. */
  boolean isPublished(String keyId) {
    return publishedAt.containsKey(keyId) && !retiredAt.containsKey(keyId);
  }

  /** When it was published; NEVER if it was not. */
  long publishedAt(String keyId) {
    return publishedAt.getOrDefault(keyId, KeyState.NEVER);
  }

  /** The moments at which it was asked. */
  List<Long> requests() {
    return requests;
  }

  /** Takes a request, and answers it when it is time to. */
  void answer(Consumer<Answer> answer) {
    requests.add(time.nanos());
    long way = isSteady ? latency / 2 : 1 + (long) (random.nextDouble() * latency);
    if (mood == Mood.REFUSES) {
      time.after(way, () -> answer.accept(new Answer(null, 0)));
      return;
    }
    if (mood == Mood.IS_SILENT) {
      return;
    }
    long back = mood == Mood.ANSWERS_LATE ? 6_000_000_000L : way;
    time.after(
        way,
        () -> {
          Answer said = read();
          time.after(back, () -> answer.accept(said));
        });
  }

  private Answer read() {
    if (cacheLife > 0 && cached != null && time.nanos() - cachedAt < cacheLife) {
      // As the header has it, and what we make of that: whole seconds, and one more.
      long age = (time.nanos() - cachedAt) / 1_000_000_000 * 1_000_000_000 + 1_000_000_000;
      return new Answer(cached, age);
    }
    Set<String> keyIds = keyIdsOf(random.nextBoolean() ? replicaLag : 0);
    cached = keyIds;
    cachedAt = time.nanos();
    return new Answer(keyIds, 0);
  }

  private Set<String> keyIdsOf(long lag) {
    Set<String> keyIds = new HashSet<>();
    publishedAt.forEach(
        (keyId, since) -> {
          boolean isThere = since <= Math.max(0, time.nanos() - lag);
          Long until = retiredAt.get(keyId);
          if (isThere && (until == null || until > time.nanos() - lag)) {
            keyIds.add(keyId);
          }
        });
    return keyIds;
  }
}
