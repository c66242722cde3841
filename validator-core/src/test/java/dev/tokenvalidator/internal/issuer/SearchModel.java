package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.KeyState.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KeyMachine} with a small model of its surroundings: an issuer that rotates its key
 * without overlap, a fetch, and waiting callers. {@link #after} returns a changed copy and leaves
 * the model as it is.
 */
final class SearchModel {

  /** An event that may happen next. */
  enum Move {
    TOKEN_OF_NEWEST_KEY,
    TOKEN_OF_UNKNOWN_KEY,
    ROTATE,
    ISSUER_READS_ITS_KEYS,
    SET_ARRIVES,
    FETCH_FAILS,
    DEADLINE_PASSES,
    LATE_SET_ARRIVES,
    ONE_SECOND,
    THIRTY_ONE_SECONDS
  }

  private static final int NEWEST = 2;
  private static final String UNKNOWN_KEY = "unknown key";
  private static final long NONE = -1;

  private final KeyMachine machine;
  private KeyState state = KeyState.initial();
  private long nanos;

  private int published;

  /** The fetch under way, and the key in the response to it. */
  private long underWay = NONE;

  private long keyRead = NONE;

  /** The abandoned fetch whose response may still arrive, and the key in it. */
  private long abandoned = NONE;

  private long abandonedKeyRead = NONE;
  private long wakeAt = NONE;

  /** The key of the newest set that arrived in time. */
  private long newestInTime = NONE;

  private Set<String> waiting = new LinkedHashSet<>();
  private @Nullable String violation;

  SearchModel(KeyMachine machine) {
    this.machine = machine;
  }

  private SearchModel(SearchModel before) {
    machine = before.machine;
    state = before.state;
    nanos = before.nanos;
    published = before.published;
    underWay = before.underWay;
    keyRead = before.keyRead;
    abandoned = before.abandoned;
    abandonedKeyRead = before.abandonedKeyRead;
    wakeAt = before.wakeAt;
    newestInTime = before.newestInTime;
    waiting = new LinkedHashSet<>(before.waiting);
  }

  /** The violated requirement; null if there is none. */
  @Nullable String violation() {
    return violation;
  }

  private static String keyId(long key) {
    return "key " + key;
  }

  private Moment now() {
    return new Moment(nanos, nanos / 1_000_000);
  }

  boolean allows(Move move) {
    return switch (move) {
      case TOKEN_OF_NEWEST_KEY, TOKEN_OF_UNKNOWN_KEY, ONE_SECOND, THIRTY_ONE_SECONDS -> true;
      case ROTATE -> published < NEWEST;
      case ISSUER_READS_ITS_KEYS -> underWay != NONE && keyRead == NONE;
      case SET_ARRIVES -> underWay != NONE && keyRead != NONE;
      case FETCH_FAILS, DEADLINE_PASSES -> underWay != NONE;
      case LATE_SET_ARRIVES -> abandoned != NONE;
    };
  }

  SearchModel after(Move move) {
    SearchModel next = new SearchModel(this);
    switch (move) {
      case TOKEN_OF_NEWEST_KEY -> next.present(keyId(published));
      case TOKEN_OF_UNKNOWN_KEY -> next.present(UNKNOWN_KEY);
      case ROTATE -> next.published++;
      case ISSUER_READS_ITS_KEYS -> next.keyRead = published;
      case SET_ARRIVES -> next.arrive(underWay, keyRead);
      case FETCH_FAILS -> next.step(new Event.Failed(underWay, 0, false, 0));
      case DEADLINE_PASSES -> next.step(new Event.Deadline(underWay, 0));
      case LATE_SET_ARRIVES -> next.arrive(abandoned, abandonedKeyRead);
      case ONE_SECOND -> next.advance(Duration.ofSeconds(1).toNanos());
      case THIRTY_ONE_SECONDS -> next.advance(Duration.ofSeconds(31).toNanos());
    }
    next.checkInvariants();
    return next;
  }

  /** Acts like the shell: a caller without a verdict asks for a fetch, and may have to wait. */
  private void present(String keyId) {
    if (isAnswered(keyId)) {
      return;
    }
    step(new Event.Ask(keyId));
    if (!isAnswered(keyId)) {
      waiting.add(keyId);
    }
  }

  /** Whether a caller gets an answer now. A wrong answer is a violation. */
  private boolean isAnswered(String keyId) {
    KeyIdVerdict verdict = machine.judge(state, keyId, now());
    if (verdict instanceof KeyIdVerdict.Unknown && keyId.equals(keyId(published))) {
      violation = "a valid token is refused";
    }
    return !(verdict instanceof KeyIdVerdict.CannotTell);
  }

  private void arrive(long fetch, long key) {
    if (fetch == abandoned) {
      abandoned = NONE;
    } else {
      newestInTime = key;
    }
    long life = Duration.ofMinutes(10).toNanos();
    step(new Event.Fetched(fetch, Set.of(keyId(key)), 0, life, life));
  }

  private void advance(long time) {
    long until = nanos + time;
    while (wakeAt != NONE && wakeAt <= until) {
      nanos = wakeAt;
      wakeAt = NONE;
      step(new Event.Wake());
    }
    nanos = until;
  }

  private void step(Event event) {
    Step step = machine.step(state, event, now());
    state = step.state();
    for (Effect effect : step.effects()) {
      apply(effect);
    }
  }

  private void apply(Effect effect) {
    if (effect instanceof Effect.Begin begin) {
      if (underWay != NONE) {
        violation = "two fetches run at once";
      }
      underWay = begin.fetch();
      keyRead = NONE;
    } else if (effect instanceof Effect.Abandon abandon && abandon.fetch() == underWay) {
      abandoned = underWay;
      abandonedKeyRead = keyRead == NONE ? published : keyRead;
    } else if (effect instanceof Effect.WakeIn wake) {
      wakeAt = wake.nanos() == KeyState.NEVER ? NONE : nanos + wake.nanos();
    } else if (effect instanceof Effect.Release) {
      underWay = NONE;
      waiting.removeIf(this::isAnswered);
    }
  }

  /** Checks what must hold after every move. */
  private void checkInvariants() {
    KeyIdVerdict newest = machine.judge(state, keyId(published), now());
    boolean usable = machine.isUsable(state, now());
    if (violation != null) {
      return;
    }
    if (usable && newestInTime == published && !(newest instanceof KeyIdVerdict.Known)) {
      violation = "a known key is not found";
    } else if (usable && !state.holds(keyId(newestInTime))) {
      violation = "an older set replaced a newer one";
    } else if (state.wanted() < state.begun() || state.begun() < state.concluded()) {
      violation = "fetch numbers are out of order";
    } else if (!waiting.isEmpty() && underWay == NONE && wakeAt == NONE) {
      violation = "a caller waits, but no fetch is planned";
    } else if (state.isUnderWay() != (underWay != NONE)) {
      violation = "the machine and the shell disagree about a fetch under way";
    }
  }

  /** Equal for two models that behave alike from now on. Times and fetch numbers are relative. */
  List<Object> equivalence() {
    List<Object> values = new ArrayList<>();
    long base = state.concluded();
    values.add(
        List.of(
            published,
            state.wanted() - base,
            state.begun() - base,
            underWay == NONE ? NONE : underWay - base,
            keyRead,
            abandoned == NONE ? NONE : base - abandoned,
            abandonedKeyRead,
            wakeAt == NONE ? NONE : wakeAt - nanos,
            newestInTime,
            state.failures(),
            new TreeSet<>(waiting)));
    values.add(state.backOff().left(now()));
    values.add(state.newIds().untilFull().left(now()));
    values.add(left(state.wants().free()));
    values.add(left(state.wants().paid()));
    if (state.isUnderWay()) {
      values.add(now().since(state.begunAt()));
    } else {
      values.add(Math.min(now().since(state.begunAt()), KeyJudge.FRESH + 1));
    }
    if (state.current() != null) {
      values.add(state.current().fetch() - base);
      values.add(now().since(state.current().arrived()));
      values.add(now().since(state.current().asOf()));
    }
    for (AskedKeyIds.Entry entry : state.asked().all()) {
      long current = state.current() == null ? 0 : state.current().fetch();
      // Of older entries, only whether the current set proves them absent matters.
      values.add(entry.keyId() + Math.max(entry.fetch() - base, current - base));
    }
    return values;
  }

  private long left(@Nullable Countdown countdown) {
    return countdown == null ? NONE : countdown.left(now());
  }
}
