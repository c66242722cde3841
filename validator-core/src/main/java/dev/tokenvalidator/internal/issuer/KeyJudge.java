package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.AskedKeyIds.Entry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a key id is known, unknown or neither, and when the next fetch begins. Pure: it
 * looks at a state and a moment, and at nothing else.
 *
 * <p><b>A key id is unknown only if that is proven</b>: by a set without it that came from a fetch
 * begun after the id was first seen here, that is less than 30 seconds old, and while no fetch is
 * under way. In every other case it cannot be told.
 *
 * <p>Not final for its tests, which plant faults in it to see whether they are found.
 */
class KeyJudge {

  /** How old a set that proves a key id absent may become. */
  static final long FRESH = Duration.ofSeconds(30).toNanos();

  /** Of {@code Age: 0}, which some caches write on what they have just fetched. */
  private static final long SHORT_AGE = Duration.ofSeconds(1).toNanos();

  /** No set holds a longer key id. */
  static final int MAX_KEY_ID_LENGTH = 256;

  private static final KeyIdVerdict KNOWN = new KeyIdVerdict.Known();
  private static final KeyIdVerdict UNKNOWN = new KeyIdVerdict.Unknown();

  private final long replicaLag;

  /**
   * Makes one.
   *
   * @param replicaLag how long the issuer's replicas may take to agree on a set
   */
  KeyJudge(Duration replicaLag) {
    this.replicaLag = replicaLag.toNanos();
  }

  /** What can be said of a key id now; null for a token without one. */
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
        : new KeyIdVerdict.CannotTell(state.begun() + 1, mayBeginIn(state, keyId, now));
  }

  /** Nanoseconds until the next fetch begins, if whoever asks now asks again by then. */
  private long mayBeginIn(KeyState state, @Nullable String keyId, Moment now) {
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
   * How long it is until a fetch is repeated for a key id that was absent, or of which the last one
   * has proved nothing, because a cache answered it. Many ids may be in this state, so the fetches
   * for all of them have a distance.
   */
  Countdown untilRepetition(Entry seen, Moment begunAt, Moment now) {
    return new Countdown(begunAt, isNew(seen, now) ? KeyRules.NEW_ID_INTERVAL : FRESH);
  }

  /** Nanoseconds until the next fetch may begin; NEVER if none is planned. */
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

  /** One that began while there were keys is shortened when there are none any more. */
  private long backOffLeft(KeyState state, Moment now) {
    Countdown backOff = state.backOff();
    return isUsable(state, now)
        ? backOff.left(now)
        : new Countdown(backOff.from(), Math.min(backOff.nanos(), BackOff.MAX_WITHOUT_KEYS))
            .left(now);
  }

  /** Nanoseconds until a fetch is due that nobody asks for. */
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

  /** Whether the issuer has shown that it has no such key, and that holds still. */
  boolean isProvenAbsent(KeyState state, String keyId, Moment now) {
    Entry seen = state.asked().find(keyId);
    CurrentSet current = state.current();
    return seen != null
        && current != null
        && !state.isUnderWay()
        && proves(current, seen)
        && isFresh(current, now);
  }

  /** Whether a set proves a key id absent. */
  boolean proves(CurrentSet set, Entry seen) {
    return set.fetch() >= seen.fetch() && set.asOf().ticksSince(seen.at()) >= replicaLag;
  }

  /**
   * Nanoseconds until a fetch may prove something: until the issuer's replicas agree on whether
   * they had the key at first sight, and, where a cache dates a fresh answer to the second, until
   * that second is over.
   */
  long lagLeft(Entry seen, @Nullable CurrentSet last, Moment now) {
    long age = last != null && last.age() <= SHORT_AGE ? last.age() : 0;
    return Math.max(0, replicaLag + age - now.ticksSince(seen.at()));
  }

  /** Whether a key id was first seen lately, so that its key may just be on its way here. */
  boolean isNew(Entry seen, Moment now) {
    return now.ticksSince(seen.at()) < FRESH + replicaLag;
  }

  boolean isFresh(CurrentSet set, Moment now) {
    return now.since(set.asOf()) < FRESH;
  }
}
