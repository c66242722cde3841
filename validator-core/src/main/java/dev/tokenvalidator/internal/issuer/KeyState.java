package dev.tokenvalidator.internal.issuer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a key source knows. Immutable.
 *
 * <p>Fetches are numbered, and {@code wanted >= begun >= concluded}. A fetch is under way if {@code
 * begun > concluded}; there is never more than one. Another fetch is wanted after it if {@code
 * wanted > begun}.
 *
 * @param wanted the number of the last fetch that is wanted
 * @param begun the number of the last fetch that has begun
 * @param concluded the number of the last fetch that has succeeded, failed, or run out of time
 * @param begunAt when the last fetch began
 * @param wants why the next fetch is wanted
 * @param current the current key set; null if there is none yet
 * @param asked the key ids that tokens named while they were in no set
 * @param newIds limits the fetches for key ids that were not seen before
 * @param doubts limits the fetches for signatures that do not verify
 * @param doubted the number of the last fetch for such a signature
 * @param failures the number of failed fetches since the last success
 * @param backOff no fetch begins before it is over, unless the application demands one
 * @param afterEmptySet how long the current set stays in use after the issuer sent an empty one;
 *     null if it did not
 * @param toldTooOld whether the listener has been told that the current set is too old
 * @param closed whether the key source is closed
 */
record KeyState(
    long wanted,
    long begun,
    long concluded,
    Moment begunAt,
    Wants wants,
    @Nullable CurrentSet current,
    AskedKeyIds asked,
    Brake newIds,
    Brake doubts,
    long doubted,
    int failures,
    Countdown backOff,
    @Nullable Countdown afterEmptySet,
    boolean toldTooOld,
    boolean closed) {

  /** Stands for a time that never comes, where a number of nanoseconds is expected. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * Why a fetch is wanted although none is due yet. The first two reasons each have an earliest
   * moment, and are null if they do not apply.
   *
   * @param free without a permit: for a key id that was absent before, or for a doubt that has its
   *     permit already
   * @param paid for a new key id, which needs a permit
   * @param demanded whether the application demands it
   * @param onDemand whether a token or the application caused it, or caused the failed fetch before
   *     it; such a fetch bypasses caches
   */
  record Wants(
      @Nullable Countdown free, @Nullable Countdown paid, boolean demanded, boolean onDemand) {

    static final Wants NONE = new Wants(null, null, false, false);

    Wants free(Countdown from, Moment now) {
      return new Wants(sooner(free, from, now), paid, demanded, true);
    }

    Wants paid(Countdown from, Moment now) {
      return new Wants(free, sooner(paid, from, now), demanded, true);
    }

    Wants demand() {
      return new Wants(free, paid, true, true);
    }

    /** The fetch has begun. If it fails, the next one replaces it, so {@code onDemand} stays. */
    Wants begun() {
      return new Wants(null, null, false, onDemand);
    }

    /** The fetch has succeeded. What was wanted in the meantime stays. */
    Wants answered() {
      return new Wants(free, paid, demanded, !isNone());
    }

    /** Whether there is no reason for a fetch. One may still be due. */
    boolean isNone() {
      return free == null && paid == null && !demanded;
    }

    /** Whether the fetch is for new key ids, which need a permit. */
    boolean isPaid(Moment now) {
      return !demanded && paid != null && paid.isOver(now);
    }

    private static Countdown sooner(@Nullable Countdown one, Countdown other, Moment now) {
      return one == null || other.left(now) < one.left(now) ? other : one;
    }
  }

  /** The state after a step, and the effects to apply. */
  record Step(KeyState state, List<Effect> effects) {}

  /** The state before the first event. */
  static KeyState initial() {
    return new KeyState(
        0,
        0,
        0,
        new Moment(0, 0),
        Wants.NONE,
        null,
        AskedKeyIds.EMPTY,
        Brake.full(KeyRules.NEW_ID_BURST, KeyRules.NEW_ID_INTERVAL),
        Brake.full(1, KeyRules.DOUBT_INTERVAL),
        0,
        0,
        Countdown.OVER,
        null,
        false,
        false);
  }

  boolean isUnderWay() {
    return begun > concluded;
  }

  /** The number of the fetch that brought the current set; 0 if there is none. */
  long fetchOfCurrent() {
    return current == null ? 0 : current.fetch();
  }

  boolean holds(String keyId) {
    return current != null && current.keyIds().contains(keyId);
  }
}
