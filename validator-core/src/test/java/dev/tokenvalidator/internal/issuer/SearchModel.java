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
 * A small world around a {@link KeyMachine}: an issuer that rotates its key without grace, one
 * fetch, callers who wait. Immutable but for {@link #after}, which works on a copy.
 */
final class SearchModel {

  /** What may happen next. */
  enum Move {
    ASK_BY_NEWEST_KEY,
    ASK_BY_JUNK,
    ROTATE,
    ISSUER_READS_ITS_KEYS,
    SET_ARRIVES,
    FETCH_FAILS,
    DEADLINE,
    LATE_ANSWER,
    ONE_SECOND,
    THIRTY_ONE_SECONDS
  }

  private static final int NEWEST = 2;
  private static final String JUNK = "junk";
  private static final long NONE = -1;

  private final KeyMachine machine;
  private KeyState state = KeyState.initial();
  private long nanos;

  private int published;

  /** The number of the fetch under way, and the key that the issuer has read for it. */
  private long underWay = NONE;

  private long read = NONE;

  /** The same of a fetch that was abandoned. */
  private long late = NONE;

  private long lateRead = NONE;
  private long wakeAt = NONE;

  /** The key of the newest set that has come in time. */
  private long held = NONE;

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
    read = before.read;
    late = before.late;
    lateRead = before.lateRead;
    wakeAt = before.wakeAt;
    held = before.held;
    waiting = new LinkedHashSet<>(before.waiting);
  }

  /** What is broken; null if nothing is. */
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
      case ASK_BY_NEWEST_KEY, ASK_BY_JUNK, ONE_SECOND, THIRTY_ONE_SECONDS -> true;
      case ROTATE -> published < NEWEST;
      case ISSUER_READS_ITS_KEYS -> underWay != NONE && read == NONE;
      case SET_ARRIVES -> underWay != NONE && read != NONE;
      case FETCH_FAILS, DEADLINE -> underWay != NONE;
      case LATE_ANSWER -> late != NONE;
    };
  }

  SearchModel after(Move move) {
    SearchModel next = new SearchModel(this);
    switch (move) {
      case ASK_BY_NEWEST_KEY -> next.ask(keyId(published));
      case ASK_BY_JUNK -> next.ask(JUNK);
      case ROTATE -> next.published++;
      case ISSUER_READS_ITS_KEYS -> next.read = published;
      case SET_ARRIVES -> next.arrive(underWay, read);
      case FETCH_FAILS -> next.step(new Event.Failed(underWay, 0, false, 0));
      case DEADLINE -> next.step(new Event.Deadline(underWay, 0));
      case LATE_ANSWER -> next.arrive(late, lateRead);
      case ONE_SECOND -> next.pass(Duration.ofSeconds(1).toNanos());
      case THIRTY_ONE_SECONDS -> next.pass(Duration.ofSeconds(31).toNanos());
    }
    next.look();
    return next;
  }

  /** Acts as the shell does: a caller without a verdict starts a fetch, and waits if that helps. */
  private void ask(String keyId) {
    if (isAnswered(keyId)) {
      return;
    }
    step(new Event.Ask(keyId));
    if (!isAnswered(keyId)) {
      waiting.add(keyId);
    }
  }

  /** Whether a caller goes away with an answer, which must not be a wrong one. */
  private boolean isAnswered(String keyId) {
    KeyIdVerdict verdict = machine.judge(state, keyId, now());
    if (verdict instanceof KeyIdVerdict.Unknown && keyId.equals(keyId(published))) {
      violation = "a valid token is refused";
    }
    return !(verdict instanceof KeyIdVerdict.CannotTell);
  }

  private void arrive(long fetch, long key) {
    if (fetch == late) {
      late = NONE;
    } else {
      held = key;
    }
    long life = Duration.ofMinutes(10).toNanos();
    step(new Event.Fetched(fetch, Set.of(keyId(key)), 0, life, life));
  }

  private void pass(long time) {
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
        violation = "two fetches at once";
      }
      underWay = begin.fetch();
      read = NONE;
    } else if (effect instanceof Effect.Abandon abandon && abandon.fetch() == underWay) {
      late = underWay;
      lateRead = read == NONE ? published : read;
    } else if (effect instanceof Effect.WakeIn wake) {
      wakeAt = wake.nanos() == KeyState.NEVER ? NONE : nanos + wake.nanos();
    } else if (effect instanceof Effect.Release) {
      underWay = NONE;
      waiting.removeIf(this::isAnswered);
    }
  }

  /** What must hold after every move. */
  private void look() {
    KeyIdVerdict newest = machine.judge(state, keyId(published), now());
    boolean usable = machine.isUsable(state, now());
    if (violation != null) {
      return;
    }
    if (usable && held == published && !(newest instanceof KeyIdVerdict.Known)) {
      violation = "a known key is not found";
    } else if (usable && !state.holds(keyId(held))) {
      violation = "an older set replaced a newer one";
    } else if (state.wanted() < state.begun() || state.begun() < state.concluded()) {
      violation = "numbers out of order";
    } else if (!waiting.isEmpty() && underWay == NONE && wakeAt == NONE) {
      violation = "somebody waits for nothing";
    } else if (state.isUnderWay() != (underWay != NONE)) {
      violation = "a fetch that nobody began";
    }
  }

  /** Equal for two worlds that go on alike, whatever the hour and the numbers of their fetches. */
  List<Object> likeness() {
    List<Object> like = new ArrayList<>();
    long zero = state.concluded();
    like.add(
        List.of(
            published,
            state.wanted() - zero,
            state.begun() - zero,
            underWay == NONE ? NONE : underWay - zero,
            read,
            late == NONE ? NONE : zero - late,
            lateRead,
            wakeAt == NONE ? NONE : wakeAt - nanos,
            held,
            state.failures(),
            new TreeSet<>(waiting)));
    like.add(state.backOff().left(now()));
    like.add(state.newIds().untilFull().left(now()));
    like.add(left(state.wants().free()));
    like.add(left(state.wants().paid()));
    if (state.isUnderWay()) {
      like.add(now().since(state.begunAt()));
    } else {
      like.add(Math.min(now().since(state.begunAt()), KeyJudge.FRESH + 1));
    }
    if (state.current() != null) {
      like.add(state.current().fetch() - zero);
      like.add(now().since(state.current().arrived()));
      like.add(now().since(state.current().asOf()));
    }
    for (AskedKeyIds.Entry entry : state.asked().all()) {
      long current = state.current() == null ? 0 : state.current().fetch();
      // Whether it is proven is all that is asked of an old one.
      like.add(entry.keyId() + Math.max(entry.fetch() - zero, current - zero));
    }
    return like;
  }

  private long left(@Nullable Countdown countdown) {
    return countdown == null ? NONE : countdown.left(now());
  }
}
