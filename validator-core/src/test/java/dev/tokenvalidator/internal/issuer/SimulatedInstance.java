package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.KeyState.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One instance of a service. It plays the shell of a key machine, with random delays. */
final class SimulatedInstance implements SimulatedService {

  static final long FETCH_TIMEOUT = Duration.ofSeconds(5).toNanos();
  static final int MAX_WAITERS = 256;

  private static final long LIFE = Duration.ofMinutes(10).toNanos();
  private static final long MAX_WAIT = Duration.ofSeconds(1).toNanos();

  private final class Waiter {
    final @Nullable String keyId;
    final Consumer<Answer> receiver;
    long fetch;
    boolean done;

    Waiter(@Nullable String keyId, Consumer<Answer> receiver) {
      this.keyId = keyId;
      this.receiver = receiver;
    }

    void answer(Answer answer) {
      if (!done) {
        done = true;
        waiters.remove(this);
        receiver.accept(answer);
      }
    }
  }

  private final KeyMachine machine;
  private final SimulatedTime time;
  private final SimulatedIssuer issuer;
  private final Random random;
  private final Consumer<String> log;
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
  private @Nullable String violation;

  SimulatedInstance(
      KeyMachine machine,
      SimulatedTime time,
      SimulatedIssuer issuer,
      Random random,
      long replicaLag,
      Consumer<String> log) {
    this.machine = machine;
    this.time = time;
    this.issuer = issuer;
    this.random = random;
    this.replicaLag = replicaLag;
    this.log = log;
  }

  KeyState state() {
    return state;
  }

  /** Whether the issuer has proven that it has no such key since the id was first seen. */
  boolean isProvenAbsent(String keyId, long replicaLag) {
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
    log.accept(event + " -> " + step.effects());
    for (Effect effect : step.effects()) {
      apply(effect);
    }
  }

  /** Acts like the shell. */
  @Override
  public void request(@Nullable String keyId, Consumer<Answer> receiver) {
    Waiter waiter = new Waiter(keyId, receiver);
    boolean known = keyId != null && state.holds(keyId) && machine.isUsable(state, time.moment());
    if (machine.beginsIn(state, time.moment()) == 0) {
      step(new Event.Wake());
    }
    if (answersFromState(waiter)) {
      return;
    }
    if (known) {
      violation = "a caller with a known key waits";
    }
    step(new Event.Ask(keyId));
    if (!answersFromState(waiter)) {
      await(waiter);
    }
  }

  private boolean answersFromState(Waiter waiter) {
    KeyIdVerdict verdict = machine.judge(state, waiter.keyId, time.moment());
    if (verdict instanceof KeyIdVerdict.CannotTell) {
      return false;
    }
    waiter.answer(verdict instanceof KeyIdVerdict.Known ? Answer.OK : Answer.UNAUTHORIZED);
    return true;
  }

  private void await(Waiter waiter) {
    if (!mayWait(waiter)) {
      endUnavailable(waiter);
      return;
    }
    waiters.add(waiter);
    boolean hasNoKeys = !machine.isUsable(state, time.moment());
    time.after(
        hasNoKeys ? FETCH_TIMEOUT : 2 * MAX_WAIT,
        () -> {
          if (!waiter.done && !answersFromState(waiter)) {
            endUnavailable(waiter);
          }
        });
  }

  /** Answers 503. The next fetch must begin by the time the caller may retry. */
  private void endUnavailable(Waiter waiter) {
    Moment now = time.moment();
    boolean usable = machine.isUsable(state, now);
    long longest =
        usable
            ? Math.max(state.backOff().left(now), KeyJudge.FRESH + replicaLag)
            : Duration.ofSeconds(60).toNanos();
    if (!state.closed()
        && machine.judge(state, waiter.keyId, now) instanceof KeyIdVerdict.CannotTell later
        && later.beginsIn() > longest) {
      violation = "a fetch begins too late: " + later;
    }
    waiter.answer(Answer.UNAVAILABLE);
  }

  /** Whether a fetch that may decide begins soon, and there is room to wait. */
  private boolean mayWait(Waiter waiter) {
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
      violation = "two fetches run at once";
    }
    underWay = fetch;
    underWaySince = time.moment();
    fetchesBegun.add(time.nanos());
    wakeAt = KeyState.NEVER;
    issuer.fetch(response -> receive(fetch, response));
    time.after(
        FETCH_TIMEOUT,
        () -> {
          if (underWay == fetch) {
            failures++;
          }
          step(new Event.Deadline(fetch, random.nextDouble()));
        });
  }

  private void receive(long fetch, SimulatedIssuer.Response response) {
    boolean inTime = fetch == underWay;
    if (inTime) {
      underWay = 0;
    }
    Set<String> keyIds = response.keyIds();
    if (keyIds == null) {
      failures += inTime ? 1 : 0;
      step(new Event.Failed(fetch, 0, false, random.nextDouble()));
      return;
    }
    if (inTime) {
      newest = keyIds;
      asOf = underWaySince.minus(response.age());
    }
    long refreshAfter = (long) (LIFE * (0.75 + 0.15 * random.nextDouble()));
    step(new Event.Fetched(fetch, keyIds, response.age(), refreshAfter, LIFE));
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
      if (!waiter.done && waiter.fetch <= fetch && !answersFromState(waiter) && !mayWait(waiter)) {
        endUnavailable(waiter);
      }
    }
  }

  /** The requirement that is violated after a step; null if there is none. */
  @Nullable String violation() {
    if (violation != null) {
      return violation;
    }
    if (state.wanted() < state.begun() || state.begun() < state.concluded()) {
      return "fetch numbers are out of order";
    }
    if (state.isUnderWay() && time.moment().ticksSince(underWaySince) > FETCH_TIMEOUT) {
      return "a fetch runs beyond its deadline";
    }
    boolean backsOff = !state.backOff().isOver(time.moment());
    if (backsOff && !state.isUnderWay() && state.doubted() > state.concluded()) {
      return "the fetch for a bad signature waits for the end of a back-off";
    }
    long next = machine.beginsIn(state, time.moment());
    if (next != KeyState.NEVER && wakeAt == KeyState.NEVER) {
      return "a fetch is planned without a wake-up";
    }
    CurrentSet current = state.current();
    if (current != null && !current.keyIds().equals(newest)) {
      return "the current keys are not those of the newest set";
    }
    if (waiters.size() > MAX_WAITERS) {
      return "too many callers wait";
    }
    return waiters.stream().anyMatch(waiter -> waiter.fetch <= state.concluded())
        ? "a caller waits for a fetch that has ended"
        : null;
  }

  /** The same for the memory of key ids, which takes longer to check. */
  @Nullable String memoryViolation() {
    return state.asked().all().size() > Slots.COUNT
        ? "too many key ids are remembered"
        : forgottenFetch();
  }

  /** A key id that was first seen after a fetch began needs another fetch. */
  private @Nullable String forgottenFetch() {
    CurrentSet current = state.current();
    if (state.closed() || state.isUnderWay() || current == null || !state.wants().isNone()) {
      return null;
    }
    boolean isMissing =
        state.failures() == 0
            && state.asked().all().stream()
                .anyMatch(
                    seen ->
                        seen.fetch() > current.fetch() && !current.keyIds().contains(seen.keyId()));
    return isMissing ? "a key id that needs a fetch does not get one" : null;
  }
}
