package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import dev.tokenvalidator.internal.issuer.KeyState.Step;
import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.keys.KeySetEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Carries out what a {@link KeyMachine} decides. For each event it takes the lock, makes a step,
 * releases the lock, and then applies the effects in the order of the steps. It never holds the
 * lock during I/O or a call to the listener. Safe for use by several threads.
 */
final class KeyShell implements AutoCloseable, FetchThreads.Listener, KeyTimers.Listener {

  private final KeyMachine machine;
  private final SetLife setLife;
  private final Fetches fetches;
  private final FetchClient client;
  private final Duration fetchTimeout;
  private final Clocks clocks;
  private final Function<JwkSet, List<KeySetEvent>> beforeUse;
  private final KeyWaiters waiters;
  private final KeySetEvents events;
  private final Consumer<KeySetEvent> listener;
  private final KeyTimers timers;

  private volatile Snapshot snapshot = new Snapshot(KeyState.initial(), null, null);

  private final ReentrantLock lock = new ReentrantLock();
  private final EffectQueue effects = new EffectQueue();

  // Guarded by the lock:
  private Moment lastMoment = new Moment(0, 0);
  private Recorder recorder = (event, now, step) -> {};

  /** Records each step, in order. For tests. */
  interface Recorder {
    void record(Event event, Moment now, Step step);
  }

  KeyShell(
      KeyMachine machine,
      KeyRules rules,
      Function<FetchThreads.Listener, Fetches> fetches,
      FetchClient client,
      Duration fetchTimeout,
      Function<Object, KeyTimers.Alarms> alarms,
      Clocks clocks,
      Function<JwkSet, List<KeySetEvent>> beforeUse,
      KeyWaiters waiters,
      KeySetEvents events,
      Consumer<KeySetEvent> listener) {
    this.machine = machine;
    this.setLife = new SetLife(rules.timeToLive());
    this.fetches = fetches.apply(this);
    this.timers = new KeyTimers(this, alarms.apply(this));
    this.client = client;
    this.fetchTimeout = fetchTimeout;
    this.clocks = clocks;
    this.beforeUse = beforeUse;
    this.waiters = waiters;
    this.events = events;
    this.listener = listener;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  void record(Recorder newRecorder) {
    lock.lock();
    try {
      recorder = newRecorder;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a fetch that is due. Does not block: if the lock is taken, its holder makes a step and
   * begins the fetch.
   */
  void wakeIfDue(Snapshot seen, Moment now) {
    if (machine.beginsIn(seen.state(), now) == 0 && lock.tryLock()) {
      try {
        // Not at the given moment: another step may have been made since.
        makeStep(new Event.Wake(), Outcome.NONE, clocks.now());
      } finally {
        lock.unlock();
      }
      effects.apply();
    }
  }

  /**
   * Makes a step.
   *
   * @return the state after it
   */
  KeyState step(Event event) {
    return step(event, Outcome.NONE);
  }

  /** Asks for the keys as a token without key id does. Does not throw. */
  void warmUp() {
    stepEvenWithoutClock(new Event.Ask(null), Outcome.NONE);
  }

  private KeyState step(Event event, Outcome outcome) {
    KeyState state;
    lock.lock();
    try {
      state = makeStep(event, outcome, clocks.now());
    } finally {
      lock.unlock();
    }
    effects.apply();
    return state;
  }

  /** Makes a step even if the clock throws. */
  private void stepEvenWithoutClock(Event event, Outcome outcome) {
    lock.lock();
    try {
      Moment now;
      try {
        now = clocks.now();
      } catch (Throwable e) {
        now = lastMoment;
      }
      makeStep(event, outcome, now);
    } finally {
      lock.unlock();
    }
    effects.apply();
  }

  /** Makes a step. The caller holds the lock. */
  private KeyState makeStep(Event event, Outcome outcome, Moment now) {
    lastMoment = now;
    KeyState before = snapshot.state();
    Step step = machine.step(before, event, now);
    KeyState after = step.state();
    JwkSet keys = snapshot.keys();
    FetchException failure = snapshot.failure();
    boolean isNewSet = after.fetchOfCurrent() > before.fetchOfCurrent();
    if (outcome.fetched() != null && isNewSet) {
      keys = outcome.fetched().content().keys();
      failure = null;
    } else if (after.concluded() > before.concluded() && outcome.failure() != null) {
      failure = outcome.failure();
    }
    snapshot = new Snapshot(after, keys, failure);
    recorder.record(event, now, step);
    step.effects().forEach(effect -> effects.add(() -> apply(effect, outcome)));
    if (!isNewSet && !after.closed()) {
      // A set that came too late is not used, but its events are reported: they do not occur again.
      outcome.seen().forEach(seen -> effects.add(() -> listener.accept(seen)));
    }
    return after;
  }

  private void apply(Effect effect, Outcome outcome) {
    if (effect instanceof Effect.Begin begin) {
      begin(begin);
    } else if (effect instanceof Effect.Abandon abandon) {
      fetches.abandon(abandon.fetch());
    } else if (effect instanceof Effect.WakeIn in) {
      timers.wakeIn(in.nanos());
    } else if (effect instanceof Effect.Release release) {
      timers.cancelDeadline();
      waiters.release(release.fetch());
    } else if (effect instanceof Effect.Tell tell) {
      events.of(tell, outcome).forEach(listener);
    }
  }

  private void begin(Effect.Begin begin) {
    try {
      timers.deadlineIn(fetchTimeout, begin.fetch());
    } catch (Throwable e) {
      // Without a timer nothing would end the fetch, so it is not begun.
      failed(begin.fetch(), FetchThreads.unexpected(e));
      return;
    }
    fetches.begin(begin.fetch(), begin.onDemand());
  }

  /** The timer has rung: a fetch may be due. */
  @Override
  public void wake() {
    stepEvenWithoutClock(new Event.Wake(), Outcome.NONE);
  }

  /** The fetch has run out of time. */
  @Override
  public void deadline(long fetch) {
    stepEvenWithoutClock(
        new Event.Deadline(fetch, jitter()), Outcome.failed(FetchException.timedOut(fetchTimeout)));
  }

  private static double jitter() {
    return ThreadLocalRandom.current().nextDouble();
  }

  /** Any failure in here counts as a failed fetch: it is reported and followed by a back-off. */
  @Override
  public void fetched(long fetch, Fetched fetched) {
    Event.Fetched event;
    Outcome outcome;
    try {
      clocks.now();
      event = setLife.event(fetch, fetched, jitter());
      outcome = new Outcome(fetched, beforeUse.apply(fetched.content().keys()), null);
    } catch (RuntimeException | Error e) {
      failed(fetch, FetchThreads.unexpected(e));
      return;
    }
    stepEvenWithoutClock(event, outcome);
  }

  @Override
  public void failed(long fetch, FetchException failure) {
    long retryAfter = failure.retryAfter().map(asked -> Math.max(0, asked.toSeconds())).orElse(0L);
    stepEvenWithoutClock(
        new Event.Failed(
            fetch,
            Duration.ofSeconds(Math.min(retryAfter, Duration.ofDays(1).toSeconds())).toNanos(),
            failure.isEmptySet(),
            jitter()),
        Outcome.failed(failure));
  }

  @Override
  public void close() {
    stepEvenWithoutClock(new Event.Close(), Outcome.NONE);
    timers.close();
    client.close();
  }
}
