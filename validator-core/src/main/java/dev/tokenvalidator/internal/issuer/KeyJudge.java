package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.AskedKeyIds.Entry;
import dev.tokenvalidator.internal.text.Quoted;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a key id is known, unknown or undecided, and when the next fetch begins. It is
 * pure: the result depends only on a state and a moment.
 *
 * <p><b>A key id is unknown only if there is proof</b>: a set without the id, from a fetch that
 * began after the id was first seen here. The set must be less than 30 seconds old, and no fetch
 * may be under way. In every other case the key id is undecided.
 *
 * <p>The class is not final, so that tests can plant faults in it and check that they are found.
 */
class KeyJudge {

  /** A set proves a key id absent until it is this old. */
  static final long FRESH = Duration.ofSeconds(30).toNanos();

  /** The age that {@code Age: 0} stands for. Some caches send it with what they just fetched. */
  private static final long SHORT_AGE = Duration.ofSeconds(1).toNanos();

  /** No key in a set has a longer id. */
  static final int MAX_KEY_ID_LENGTH = Quoted.MAX_KEY_ID_LENGTH;

  private static final KeyIdVerdict KNOWN = new KeyIdVerdict.Known();
  private static final KeyIdVerdict UNKNOWN = new KeyIdVerdict.Unknown();

  private final long replicaLag;

  /**
   * Makes a judge.
   *
   * @param replicaLag how long the issuer's replicas may take to agree on a set
   */
  KeyJudge(Duration replicaLag) {
    this.replicaLag = replicaLag.toNanos();
  }

  /**
   * Decides whether the issuer has a key with this id.
   *
   * @param keyId null for a token without one
   */
  KeyIdVerdict judge(KeyState state, @Nullable String keyId, Moment now) {
    if (keyId != null && keyId.length() > MAX_KEY_ID_LENGTH) {
      return UNKNOWN;
    }
    if (isUsable(state, now)) {
      if (keyId == null || state.holds(keyId)) {
        return KNOWN;
      }
      if (isProvenAbsent(state, keyId, now)) {
        return UNKNOWN;
      }
    }
    return state.isUnderWay()
        ? new KeyIdVerdict.CannotTell(state.begun(), 0)
        : new KeyIdVerdict.CannotTell(state.begun() + 1, beginsInFor(state, keyId, now));
  }

  /** Nanoseconds until the next fetch may begin, if the key id is asked for again by then. */
  private long beginsInFor(KeyState state, @Nullable String keyId, Moment now) {
    long planned = beginsIn(state, now);
    Entry seen = keyId == null ? null : state.asked().find(keyId);
    if (seen == null || seen.fetch() > state.begun() || state.closed()) {
      return planned;
    }
    long lag = lagLeft(seen, state.current(), now);
    long asked =
        lag > 0
            ? Math.max(lag, state.newIds().left(now))
            : untilRepetition(seen, state.begunAt(), now).left(now);
    return Math.min(planned, Math.max(asked, backOffLeft(state, now)));
  }

  /**
   * How long to wait before another fetch for a key id that was absent, or for which the last fetch
   * proved nothing because a cache answered. Many ids may be in this state, so the fetches for all
   * of them together are this far apart.
   */
  Countdown untilRepetition(Entry seen, Moment begunAt, Moment now) {
    return new Countdown(begunAt, isNew(seen, now) ? KeyRules.NEW_ID_INTERVAL : FRESH);
  }

  /** Nanoseconds until the next fetch may begin; {@link KeyState#NEVER} if none is planned. */
  long beginsIn(KeyState state, Moment now) {
    if (state.closed() || state.isUnderWay()) {
      return KeyState.NEVER;
    }
    KeyState.Wants wants = state.wants();
    if (wants.demanded()) {
      return 0;
    }
    long wait = KeyState.NEVER;
    if (wants.free() != null) {
      wait = wants.free().left(now);
    }
    if (wants.paid() != null) {
      wait = Math.min(wait, Math.max(wants.paid().left(now), state.newIds().left(now)));
    }
    wait = Math.min(wait, dueIn(state, now));
    return wait == KeyState.NEVER ? wait : Math.max(wait, backOffLeft(state, now));
  }

  /** Nanoseconds left of the back-off. It is shortened when there are no usable keys any more. */
  private long backOffLeft(KeyState state, Moment now) {
    Countdown backOff = state.backOff();
    return isUsable(state, now)
        ? backOff.left(now)
        : new Countdown(backOff.from(), Math.min(backOff.nanos(), BackOff.MAX_WITHOUT_KEYS))
            .left(now);
  }

  /** Nanoseconds until a fetch is due even if nobody asks for one. */
  long dueIn(KeyState state, Moment now) {
    if (state.failures() > 0) {
      return 0;
    }
    return state.current() == null ? KeyState.NEVER : state.current().untilRefresh(now);
  }

  boolean isUsable(KeyState state, Moment now) {
    return state.current() != null
        && !state.current().isTooOld(now)
        && (state.afterEmptySet() == null || !state.afterEmptySet().isOver(now));
  }

  /** Whether a set proves that the issuer has no such key, and the proof is still fresh. */
  boolean isProvenAbsent(KeyState state, String keyId, Moment now) {
    Entry seen = state.asked().find(keyId);
    CurrentSet current = state.current();
    return seen != null
        && current != null
        && !state.isUnderWay()
        && proves(current, seen)
        && isFresh(current, now);
  }

  /** Whether a set without the key id proves that the issuer has no such key. */
  boolean proves(CurrentSet set, Entry seen) {
    return set.fetch() >= seen.fetch() && set.asOf().ticksSince(seen.at()) >= replicaLag;
  }

  /**
   * Nanoseconds until a fetch can prove something. By then the issuer's replicas must agree whether
   * they had the key when its id was first seen. If a cache gives the age of a fresh response in
   * whole seconds, that second must also be over.
   */
  long lagLeft(Entry seen, @Nullable CurrentSet last, Moment now) {
    long age = last != null && last.age() <= SHORT_AGE ? last.age() : 0;
    return Math.max(0, replicaLag + age - now.ticksSince(seen.at()));
  }

  /**
   * Whether a key id was first seen recently, so that the issuer may just be publishing its key.
   */
  boolean isNew(Entry seen, Moment now) {
    return now.ticksSince(seen.at()) < FRESH + replicaLag;
  }

  boolean isFresh(CurrentSet set, Moment now) {
    return now.since(set.asOf()) < FRESH;
  }
}
