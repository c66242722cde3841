package dev.tokenvalidator.internal.issuer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a key source knows. Immutable.
 *
 * <p>Fetches are numbered. {@code wanted >= begun >= concluded}: a fetch is under way if {@code
 * begun > concluded}, and at most one is; another is wanted after it if {@code wanted > begun}.
 *
 * @param wanted the number of the last fetch that is needed
 * @param begun the number of the last fetch that was begun
 * @param concluded the number of the last fetch that has succeeded, failed, or run out of time
 * @param begunAt when the last fetch was begun
 * @param wants why the next fetch is wanted
 * @param current the set that tokens are verified with; null if there was none yet
 * @param asked the key ids that were asked for
 * @param newIds bounds the fetches for key ids that were never asked for before
 * @param doubts bounds the fetches for signatures that do not verify
 * @param doubted the number of the last fetch for such a signature
 * @param failures fetches that failed since the last one that did not
 * @param backOff no fetch begins before it is over
 * @param afterEmptySet how long the current set is still used after the issuer sent an empty one;
 *     null if it did not
 * @param toldTooOld whether the listener knows that the current set is too old
 * @param closed whether all is over
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

  /** So many nanoseconds never pass. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * Why a fetch is wanted that is not due yet. Each reason has its own earliest moment; null if it
   * is none.
   *
   * @param free for a key id that was absent before, or a doubt that has its permit
   * @param paid for a new key id: costs a permit
   * @param demanded whether the application waits for it
   * @param onDemand whether a token asked for it, this time or before it failed
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

    /** It is begun. If it fails, the next one is for the same tokens. */
    Wants begun() {
      return new Wants(null, null, false, onDemand);
    }

    /** It is answered; what is wanted beyond it stays. */
    Wants answered() {
      return new Wants(free, paid, demanded, !isNone());
    }

    /** Whether it is only due: nobody asked for it. */
    boolean isNone() {
      return free == null && paid == null && !demanded;
    }

    /** Whether it is also for new key ids, which need a permit. */
    boolean isPaid(Moment now) {
      return !demanded && paid != null && paid.isOver(now);
    }

    private static Countdown sooner(@Nullable Countdown one, Countdown other, Moment now) {
      return one == null || other.left(now) < one.left(now) ? other : one;
    }
  }

  /** The state and what is to be done about it. */
  record Step(KeyState state, List<Effect> effects) {}

  /** Before anything has happened. */
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
