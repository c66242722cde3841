package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.KeyWaiters.Place;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides who waits for a fetch, and for how long. Safe for use by several threads. */
final class FetchWaiting {

  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  /** Of a timer that rings. */
  private static final Duration LATENESS = Duration.ofMillis(100);

  private final KeyMachine machine;
  private final KeyShell shell;
  private final KeyWaiters waiters;
  private final Clocks clocks;
  private final Duration fetchTimeout;

  /** The number of the last fetch that somebody has waited for as long as anybody may. */
  private volatile long waitedInVainFor;

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

  /** What can be told. */
  interface Answer {

    /** Null where it cannot be told. */
    @Nullable KeyLookup at(Snapshot now, Moment moment);
  }

  /** Waits for a fetch that may tell, as long as that is of use and there is room. */
  KeyLookup await(@Nullable String keyId, Answer answers) {
    try (Place place = tryEnter(keyId, true)) {
      long until = 0;
      boolean cold = false;
      while (true) {
        Snapshot now = shell.snapshot();
        Moment moment = clocks.now();
        KeyLookup answer = answers.at(now, moment);
        if (answer != null) {
          return answer;
        }
        if (!(machine.judge(now.state(), keyId, moment) instanceof KeyIdVerdict.CannotTell open)) {
          throw new IllegalStateException("told, and yet no answer");
        }
        boolean isCold = !machine.isUsable(now.state(), moment);
        if (until == 0 || isCold != cold) {
          cold = isCold;
          until = System.nanoTime() + longest(isCold, open).toNanos();
        }
        if (place == null || open.beginsIn() > MAX_WAIT.toNanos()) {
          return unavailable(now, open);
        }
        if (!isConcludedInTime(open, until)) {
          waitedInVain(open.fetch());
          return unavailable(now, open);
        }
      }
    }
  }

  /** A fetch that is still to begin, and does not when it should, is not waited for. */
  private boolean isConcludedInTime(KeyIdVerdict.CannotTell open, long until) {
    long begin = System.nanoTime() + open.beginsIn() + LATENESS.toNanos();
    if (open.beginsIn() > 0 && begin - until < 0) {
      return waiters.await(open.fetch(), this::isConcluded, begin)
          || (isBegun(open.fetch()) && waiters.await(open.fetch(), this::isConcluded, until));
    }
    return waiters.await(open.fetch(), this::isConcluded, until);
  }

  private boolean isBegun(long fetch) {
    return shell.snapshot().state().begun() >= fetch;
  }

  private boolean isConcluded(long fetch) {
    KeyState state = shell.snapshot().state();
    return state.closed() || state.concluded() >= fetch;
  }

  /** For the first keys, the fetch ends itself at its deadline; the second is for its end. */
  private Duration longest(boolean isCold, KeyIdVerdict.CannotTell open) {
    return (isCold ? fetchTimeout.plus(MAX_WAIT) : MAX_WAIT)
        .plusNanos(Math.min(open.beginsIn(), MAX_WAIT.toNanos()));
  }

  /** For the first keys everybody waits, until one has done so in vain. */
  private @Nullable Place tryEnter(@Nullable String keyId, boolean asks) {
    KeyState state = shell.snapshot().state();
    Moment now = clocks.now();
    boolean isFirst = state.current() == null || !machine.isUsable(state, now);
    boolean inVain =
        state.failures() > 0 || (state.isUnderWay() && waitedInVainFor == state.begun());
    int most =
        inVain
            ? KeyWaiters.MAX_WAITERS_IN_VAIN
            : isFirst ? Integer.MAX_VALUE : KeyWaiters.MAX_WAITERS;
    int mostKeyIds =
        asks && hasBroughtNothing(state, now) ? KeyWaiters.MAX_KEY_IDS_IN_VAIN : Integer.MAX_VALUE;
    return waiters.tryEnter(keyId == null ? "" : keyId, most, mostKeyIds);
  }

  /** Whether new key ids have asked for fetches lately, and the last one has brought no key. */
  private static boolean hasBroughtNothing(KeyState state, Moment now) {
    return state.current() != null
        && !state.current().isNew()
        && !state.newIds().untilFull().isOver(now);
  }

  private static KeyLookup unavailable(Snapshot now, KeyIdVerdict.CannotTell open) {
    FetchException failure = now.failure();
    String reason =
        failure != null
            ? failure.reason()
            : now.keys() == null
                ? "the issuer's keys have not arrived yet"
                : "the issuer has not been asked since the key id was first seen";
    Duration retryAfter =
        open.beginsIn() == KeyState.NEVER ? Duration.ZERO : Duration.ofNanos(open.beginsIn());
    return new KeyLookup.Unavailable(reason, retryAfter, failure);
  }

  /** Waits for a fetch, if there is room. */
  void await(long fetch) {
    if (isConcluded(fetch)) {
      return;
    }
    try (Place place = tryEnter(null, false)) {
      if (place != null
          && !waiters.await(fetch, this::isConcluded, System.nanoTime() + MAX_WAIT.toNanos())) {
        waitedInVain(fetch);
      }
    }
  }

  /** Waits for a fetch that the application has demanded. */
  void await(long fetch, Duration most) {
    waiters.await(fetch, this::isConcluded, System.nanoTime() + most.toNanos());
  }

  private void waitedInVain(long fetch) {
    if (!Thread.currentThread().isInterrupted()) {
      waitedInVainFor = fetch;
    }
  }
}
