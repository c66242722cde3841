package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.KeyState.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One instance of a service: a machine, and in place of its shell what time and chance make. */
final class SimulatedInstance implements SimulatedService {

  static final long FETCH_TIMEOUT = Duration.ofSeconds(5).toNanos();
  static final int MAX_WAITERS = 256;

  private static final long LIFE = Duration.ofMinutes(10).toNanos();
  private static final long MAX_WAIT = Duration.ofSeconds(1).toNanos();

  private final class Waiter {
    final @Nullable String keyId;
    final Consumer<Answer> answered;
    long fetch;
    boolean done;

    Waiter(@Nullable String keyId, Consumer<Answer> answered) {
      this.keyId = keyId;
      this.answered = answered;
    }

    void end(Answer answer) {
      if (!done) {
        done = true;
        waiters.remove(this);
        answered.accept(answer);
      }
    }
  }

  private final KeyMachine machine;
  private final SimulatedTime time;
  private final SimulatedIssuer issuer;
  private final Random random;
  private final Consumer<String> story;
  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Long> fetchesBegun = new ArrayList<>();
  private KeyState state = KeyState.initial();
  private long underWay;
  private Moment underWaySince = new Moment(0, 0);
  private long wakeAt = KeyState.NEVER;
  private @Nullable Set<String> newest;
  private @Nullable Moment asOf;
  private final long replicaLag;
  private int failures;
  private @Nullable String broken;

  SimulatedInstance(
      KeyMachine machine,
      SimulatedTime time,
      SimulatedIssuer issuer,
      Random random,
      long replicaLag,
      Consumer<String> story) {
    this.machine = machine;
    this.time = time;
    this.issuer = issuer;
    this.random = random;
    this.replicaLag = replicaLag;
    this.story = story;
  }

  KeyState state() {
    return state;
  }

  /** Whether the issuer has shown that it had no such key since it was first asked for. */
  boolean hasShownAbsent(String keyId, long replicaLag) {
    AskedKeyIds.Entry seen = state.asked().find(keyId);
    return underWay == 0
        && !state.closed()
        && seen != null
        && newest != null
        && !newest.contains(keyId)
        && asOf != null
        && asOf.ticksSince(seen.at()) > replicaLag
        && time.moment().ticksSince(asOf) < KeyJudge.FRESH - 1;
  }

  List<Long> fetchesBegun() {
    return fetchesBegun;
  }

  int failures() {
    return failures;
  }

  int waiting() {
    return waiters.size();
  }

  void step(Event event) {
    Step step = machine.step(state, event, time.moment());
    state = step.state();
    story.accept(event + " -> " + step.effects());
    for (Effect effect : step.effects()) {
      apply(effect);
    }
  }

  /** As the shell does. */
  @Override
  public void request(@Nullable String keyId, Consumer<Answer> answered) {
    Waiter waiter = new Waiter(keyId, answered);
    boolean held = keyId != null && state.holds(keyId) && machine.isUsable(state, time.moment());
    if (machine.beginsIn(state, time.moment()) == 0) {
      step(new Event.Wake());
    }
    if (ends(waiter)) {
      return;
    }
    if (held) {
      broken = "a known key waits";
    }
    step(new Event.Ask(keyId));
    if (!ends(waiter)) {
      await(waiter);
    }
  }

  private boolean ends(Waiter waiter) {
    KeyIdVerdict verdict = machine.judge(state, waiter.keyId, time.moment());
    if (verdict instanceof KeyIdVerdict.CannotTell) {
      return false;
    }
    waiter.end(verdict instanceof KeyIdVerdict.Known ? Answer.OK : Answer.UNAUTHORIZED);
    return true;
  }

  private void await(Waiter waiter) {
    if (!waits(waiter)) {
      endUnavailable(waiter);
      return;
    }
    waiters.add(waiter);
    boolean cold = !machine.isUsable(state, time.moment());
    time.after(
        cold ? FETCH_TIMEOUT : 2 * MAX_WAIT,
        () -> {
          if (!waiter.done && !ends(waiter)) {
            endUnavailable(waiter);
          }
        });
  }

  /** When the retry time comes, a fetch must have begun. */
  private void endUnavailable(Waiter waiter) {
    Moment now = time.moment();
    boolean usable = machine.isUsable(state, now);
    long most =
        usable
            ? Math.max(state.backOff().left(now), KeyJudge.FRESH + replicaLag)
            : Duration.ofSeconds(60).toNanos();
    if (!state.closed()
        && machine.judge(state, waiter.keyId, now) instanceof KeyIdVerdict.CannotTell later
        && later.beginsIn() > most) {
      broken = "a fetch that begins too late: " + later;
    }
    waiter.end(Answer.UNAVAILABLE);
  }

  /** Whether a fetch that may decide comes soon, and there is room to wait. */
  private boolean waits(Waiter waiter) {
    if (machine.judge(state, waiter.keyId, time.moment())
        instanceof KeyIdVerdict.CannotTell later) {
      waiter.fetch = later.fetch();
      return later.beginsIn() <= MAX_WAIT && waiters.size() < MAX_WAITERS;
    }
    return false;
  }

  private void apply(Effect effect) {
    if (effect instanceof Effect.Begin begin) {
      begin(begin.fetch());
    } else if (effect instanceof Effect.Abandon abandon && abandon.fetch() == underWay) {
      underWay = 0;
    } else if (effect instanceof Effect.WakeIn wake) {
      wake(wake.nanos());
    } else if (effect instanceof Effect.Release release) {
      release(release.fetch());
    }
  }

  private void begin(long fetch) {
    if (underWay != 0) {
      broken = "two fetches at once";
    }
    underWay = fetch;
    underWaySince = time.moment();
    fetchesBegun.add(time.nanos());
    wakeAt = KeyState.NEVER;
    issuer.answer(answer -> answered(fetch, answer));
    time.after(
        FETCH_TIMEOUT,
        () -> {
          if (underWay == fetch) {
            failures++;
          }
          step(new Event.Deadline(fetch, random.nextDouble()));
        });
  }

  private void answered(long fetch, SimulatedIssuer.Answer answer) {
    boolean inTime = fetch == underWay;
    if (inTime) {
      underWay = 0;
    }
    Set<String> keyIds = answer.keyIds();
    if (keyIds == null) {
      failures += inTime ? 1 : 0;
      step(new Event.Failed(fetch, 0, false, random.nextDouble()));
      return;
    }
    if (inTime) {
      newest = keyIds;
      asOf = underWaySince.minus(answer.age());
    }
    long refreshAfter = (long) (LIFE * (0.75 + 0.15 * random.nextDouble()));
    step(new Event.Fetched(fetch, keyIds, answer.age(), refreshAfter, LIFE));
  }

  private void wake(long nanos) {
    if (nanos == KeyState.NEVER) {
      wakeAt = KeyState.NEVER;
      return;
    }
    long at = time.nanos() + Math.max(1_000_000, nanos);
    wakeAt = at;
    time.after(
        at - time.nanos(),
        () -> {
          if (wakeAt == at) {
            wakeAt = KeyState.NEVER;
            step(new Event.Wake());
          }
        });
  }

  private void release(long fetch) {
    for (Waiter waiter : List.copyOf(waiters)) {
      if (!waiter.done && waiter.fetch <= fetch && !ends(waiter) && !waits(waiter)) {
        endUnavailable(waiter);
      }
    }
  }

  /** What must hold after every step; null if it does. */
  @Nullable String broken() {
    if (broken != null) {
      return broken;
    }
    if (state.wanted() < state.begun() || state.begun() < state.concluded()) {
      return "numbers out of order";
    }
    if (state.isUnderWay() && time.moment().ticksSince(underWaySince) > FETCH_TIMEOUT) {
      return "a fetch beyond its deadline";
    }
    boolean backsOff = !state.backOff().isOver(time.moment());
    if (backsOff && !state.isUnderWay() && state.doubted() > state.concluded()) {
      return "bad signatures wait through a back-off";
    }
    long next = machine.beginsIn(state, time.moment());
    if (next != KeyState.NEVER && wakeAt == KeyState.NEVER) {
      return "a lost wake-up";
    }
    CurrentSet current = state.current();
    if (current != null && !current.keyIds().equals(newest)) {
      return "keys that the newest set does not hold";
    }
    if (waiters.size() > MAX_WAITERS) {
      return "more callers wait than may";
    }
    return waiters.stream().anyMatch(waiter -> waiter.fetch <= state.concluded())
        ? "somebody waits for what is over"
        : null;
  }

  /** The same of what takes longer to see: the memory of key ids. */
  @Nullable String brokenMemory() {
    return state.asked().all().size() > Slots.COUNT ? "more memory than allowed" : owes();
  }

  /** A key id first seen after a fetch began is owed another fetch. */
  private @Nullable String owes() {
    CurrentSet current = state.current();
    if (state.closed() || state.isUnderWay() || current == null || !state.wants().isNone()) {
      return null;
    }
    boolean owed =
        state.failures() == 0
            && state.asked().all().stream()
                .anyMatch(
                    seen ->
                        seen.fetch() > current.fetch() && !current.keyIds().contains(seen.keyId()));
    return owed ? "a fetch that is owed is forgotten" : null;
  }
}
