package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.KeyWaiters.Place;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides who waits for a fetch, and for how long. Safe for use by several threads. */
final class FetchWaiting {

  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  /** How late the timer that begins a fetch may be. */
  private static final Duration MAX_TIMER_DELAY = Duration.ofMillis(100);

  private final KeyMachine machine;
  private final KeyShell shell;
  private final KeyWaiters waiters;
  private final Clocks clocks;
  private final Duration fetchTimeout;

  /** The number of the last fetch that a caller waited for until its time was up. */
  private volatile long lastTimedOut;

  FetchWaiting(
      KeyMachine machine,
      KeyShell shell,
      KeyWaiters waiters,
      Clocks clocks,
      Duration fetchTimeout) {
    this.machine = machine;
    this.shell = shell;
    this.waiters = waiters;
    this.clocks = clocks;
    this.fetchTimeout = fetchTimeout;
  }

  /** Looks up a key in a snapshot. */
  interface Lookup {

    /** Null if the result cannot be decided yet. */
    @Nullable KeyLookup at(Snapshot now, Moment moment);
  }

  /**
   * Waits for a fetch that may decide the lookup, if there is room for one more caller and the
   * fetch begins soon.
   */
  KeyLookup await(@Nullable String keyId, Lookup lookup) {
    try (Place place = tryEnter(keyId, true)) {
      long deadline = 0;
      boolean lackedKeys = false;
      while (true) {
        Snapshot now = shell.snapshot();
        Moment moment = clocks.now();
        KeyLookup result = lookup.at(now, moment);
        if (result != null) {
          return result;
        }
        if (!(machine.judge(now.state(), keyId, moment)
            instanceof KeyIdVerdict.CannotTell undecided)) {
          throw new IllegalStateException("the key id is decided, but the lookup has no result");
        }
        boolean lacksKeys = !machine.isUsable(now.state(), moment);
        if (deadline == 0 || lacksKeys != lackedKeys) {
          lackedKeys = lacksKeys;
          deadline = System.nanoTime() + maxWait(lacksKeys, undecided).toNanos();
        }
        if (place == null || undecided.beginsIn() > MAX_WAIT.toNanos()) {
          return unavailable(now, undecided);
        }
        if (!awaitConclusion(undecided, deadline)) {
          recordTimeout(undecided.fetch());
          return unavailable(now, undecided);
        }
      }
    }
  }

  /**
   * Waits until a fetch is concluded. Gives up early on a planned fetch that does not begin in
   * time.
   *
   * @return whether it was concluded before the deadline
   */
  private boolean awaitConclusion(KeyIdVerdict.CannotTell undecided, long deadline) {
    long fetch = undecided.fetch();
    long begin = System.nanoTime() + undecided.beginsIn() + MAX_TIMER_DELAY.toNanos();
    if (undecided.beginsIn() > 0 && begin - deadline < 0) {
      return waiters.await(fetch, this::isConcluded, begin)
          || (isBegun(fetch) && waiters.await(fetch, this::isConcluded, deadline));
    }
    return waiters.await(fetch, this::isConcluded, deadline);
  }

  private boolean isBegun(long fetch) {
    return shell.snapshot().state().begun() >= fetch;
  }

  private boolean isConcluded(long fetch) {
    KeyState state = shell.snapshot().state();
    return state.closed() || state.concluded() >= fetch;
  }

  /**
   * How long a caller waits at most. Without keys it waits until the fetch runs out of time, and
   * one second longer for the result.
   */
  private Duration maxWait(boolean lacksKeys, KeyIdVerdict.CannotTell undecided) {
    return (lacksKeys ? fetchTimeout.plus(MAX_WAIT) : MAX_WAIT)
        .plusNanos(Math.min(undecided.beginsIn(), MAX_WAIT.toNanos()));
  }

  /**
   * Takes a place if there is one. While there are no keys every caller gets one, until a fetch has
   * failed or a caller has waited until its time was up.
   */
  private @Nullable Place tryEnter(@Nullable String keyId, boolean isLookup) {
    KeyState state = shell.snapshot().state();
    Moment now = clocks.now();
    boolean lacksKeys = state.current() == null || !machine.isUsable(state, now);
    boolean hasFailed =
        state.failures() > 0 || (state.isUnderWay() && lastTimedOut == state.begun());
    int maxWaiters =
        hasFailed
            ? KeyWaiters.MAX_WAITERS_AFTER_FAILURE
            : lacksKeys ? Integer.MAX_VALUE : KeyWaiters.MAX_WAITERS;
    int maxKeyIds =
        isLookup && newIdsFoundNoKey(state, now)
            ? KeyWaiters.MAX_KEY_IDS_AFTER_MISS
            : Integer.MAX_VALUE;
    return waiters.tryEnter(keyId == null ? "" : keyId, maxWaiters, maxKeyIds);
  }

  /** Whether new key ids have caused fetches lately, and the last fetch returned no new key. */
  private static boolean newIdsFoundNoKey(KeyState state, Moment now) {
    return state.current() != null
        && !state.current().isNew()
        && !state.newIds().untilFull().isOver(now);
  }

  private static KeyLookup unavailable(Snapshot now, KeyIdVerdict.CannotTell undecided) {
    FetchException failure = now.failure();
    String reason =
        failure != null
            ? failure.reason()
            : now.keys() == null
                ? "the issuer's keys have not arrived yet"
                : "the issuer has not been asked since the key id was first seen";
    Duration retryAfter =
        undecided.beginsIn() == KeyState.NEVER
            ? Duration.ZERO
            : Duration.ofNanos(undecided.beginsIn());
    return new KeyLookup.Unavailable(reason, retryAfter, failure);
  }

  /** Waits for a fetch, if there is room for one more caller. */
  void await(long fetch) {
    if (isConcluded(fetch)) {
      return;
    }
    try (Place place = tryEnter(null, false)) {
      if (place != null
          && !waiters.await(fetch, this::isConcluded, System.nanoTime() + MAX_WAIT.toNanos())) {
        recordTimeout(fetch);
      }
    }
  }

  /** Waits for a fetch that the application has demanded. */
  void await(long fetch, Duration maxWait) {
    waiters.await(fetch, this::isConcluded, System.nanoTime() + maxWait.toNanos());
  }

  private void recordTimeout(long fetch) {
    if (!Thread.currentThread().isInterrupted()) {
      lastTimedOut = fetch;
    }
  }
}
