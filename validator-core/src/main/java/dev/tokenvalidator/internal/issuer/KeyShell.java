package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.KeySetFetch.Fetched;
import dev.tokenvalidator.internal.issuer.KeyState.Step;
import dev.tokenvalidator.jwks.JwkSet;
import dev.tokenvalidator.jws.Log;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what a {@link KeyMachine} decides: takes the lock, makes a step, gives the lock back,
 * and then does what the step asks for, in the order of the steps. The lock is never held during
 * I/O or a call to the listener. Safe for use by several threads.
 */
final class KeyShell implements AutoCloseable, FetchThreads.Listener {

  private final KeyMachine machine;
  private final SetLife life;
  private final FetchThreads threads;
  private final FetchClient client;
  private final Duration fetchTimeout;
  private final Clocks clocks;
  private final Function<JwkSet, List<KeySetEvent>> beforeUse;
  private final KeyWaiters waiters;
  private final KeySetNews news;
  private final KeySetListener listener;
  private final KeyTimers timers = new KeyTimers(this);

  private volatile Snapshot snapshot = new Snapshot(KeyState.initial(), null, null);

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock:
  private final ArrayDeque<Due> due = new ArrayDeque<>();
  private boolean applying;
  private Moment last = new Moment(0, 0);
  private Recorder recorder = (event, now, step) -> {};

  /** What has come of a fetch. */
  private record Outcome(
      @Nullable Fetched fetched, List<KeySetEvent> seen, @Nullable FetchException failure) {
    static final Outcome NONE = new Outcome(null, List.of(), null);
  }

  private record Due(Effect effect, Outcome outcome) {}

  /** Sees each step, in order; for tests. */
  interface Recorder {
    void record(Event event, Moment now, Step step);
  }

  KeyShell(
      KeyMachine machine,
      KeyRules rules,
      KeySetFetch fetch,
      FetchClient client,
      Duration fetchTimeout,
      Clocks clocks,
      Function<JwkSet, List<KeySetEvent>> beforeUse,
      KeyWaiters waiters,
      KeySetNews news,
      KeySetListener listener) {
    this.machine = machine;
    this.life = new SetLife(rules.timeToLive());
    this.threads = new FetchThreads(fetch, fetchTimeout, this);
    this.client = client;
    this.fetchTimeout = fetchTimeout;
    this.clocks = clocks;
    this.beforeUse = beforeUse;
    this.waiters = waiters;
    this.news = news;
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
   * For a caller who has its answer and waits for nothing, not even for the lock: whoever has it
   * just now begins what is due.
   */
  void wakeIfDue(Snapshot seen, Moment now) {
    if (machine.beginsIn(seen.state(), now) == 0 && lock.tryLock()) {
      try {
        take(new Event.Wake(), Outcome.NONE, now);
      } finally {
        lock.unlock();
      }
      apply();
    }
  }

  /** Returns the state after it. */
  KeyState step(Event event) {
    return step(event, Outcome.NONE);
  }

  private KeyState step(Event event, Outcome outcome) {
    KeyState state;
    lock.lock();
    try {
      state = take(event, outcome, clocks.now());
    } finally {
      lock.unlock();
    }
    apply();
    return state;
  }

  /** For what must not be lost because a clock fails. */
  private void stepSurely(Event event, Outcome outcome) {
    lock.lock();
    try {
      Moment now;
      try {
        now = clocks.now();
      } catch (Throwable e) {
        now = last;
      }
      take(event, outcome, now);
    } finally {
      lock.unlock();
    }
    apply();
  }

  /** Called with the lock held. */
  private KeyState take(Event event, Outcome outcome, Moment now) {
    last = now;
    KeyState before = snapshot.state();
    Step step = machine.step(before, event, now);
    KeyState after = step.state();
    JwkSet keys = snapshot.keys();
    FetchException failure = snapshot.failure();
    if (outcome.fetched != null && after.fetchOfCurrent() > before.fetchOfCurrent()) {
      keys = outcome.fetched.content().keys();
      failure = null;
    } else if (after.concluded() > before.concluded() && outcome.failure != null) {
      failure = outcome.failure;
    }
    snapshot = new Snapshot(after, keys, failure);
    recorder.record(event, now, step);
    step.effects().forEach(effect -> due.add(new Due(effect, outcome)));
    return after;
  }

  /** Does what is due, unless another thread is at it. */
  private void apply() {
    Due next = next(true);
    while (next != null) {
      try {
        apply(next.effect(), next.outcome());
      } catch (Throwable e) {
        // Those that follow are to be done all the same.
        Log.write(System.Logger.Level.WARNING, "a key source failed", e);
      }
      next = next(false);
    }
  }

  private @Nullable Due next(boolean begin) {
    lock.lock();
    try {
      if (begin && applying) {
        return null;
      }
      Due next = due.poll();
      applying = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void apply(Effect effect, Outcome outcome) {
    if (effect instanceof Effect.Begin begin) {
      begin(begin);
    } else if (effect instanceof Effect.Abandon abandon) {
      threads.abandon(abandon.fetch());
    } else if (effect instanceof Effect.WakeIn in) {
      timers.wakeIn(in.nanos());
    } else if (effect instanceof Effect.Release release) {
      timers.cancelDeadline();
      waiters.release(release.fetch());
    } else if (effect instanceof Effect.Tell tell) {
      tell(tell, outcome);
    }
  }

  private void begin(Effect.Begin begin) {
    try {
      timers.deadlineIn(fetchTimeout, begin.fetch());
    } catch (Throwable e) {
      // A fetch that nobody can end is not begun.
      failed(begin.fetch(), FetchThreads.unexpected(e));
      return;
    }
    threads.begin(begin.fetch(), begin.onDemand());
  }

  /** The timer rings. */
  void wake() {
    stepSurely(new Event.Wake(), Outcome.NONE);
  }

  /** The time for a fetch is over. */
  void deadline(long fetch) {
    stepSurely(new Event.Deadline(fetch, jitter()), failure(FetchException.late(fetchTimeout)));
  }

  private static Outcome failure(FetchException failure) {
    return new Outcome(null, List.of(), failure);
  }

  private static double jitter() {
    return ThreadLocalRandom.current().nextDouble();
  }

  /** Whatever fails here, it is a fetch that failed: told, and not repeated at once. */
  @Override
  public void fetched(long fetch, Fetched fetched) {
    Event.Fetched event;
    Outcome outcome;
    try {
      clocks.now();
      event = life.event(fetch, fetched, jitter());
      outcome = new Outcome(fetched, beforeUse.apply(fetched.content().keys()), null);
    } catch (RuntimeException | Error e) {
      failed(fetch, FetchThreads.unexpected(e));
      return;
    }
    stepSurely(event, outcome);
  }

  @Override
  public void failed(long fetch, FetchException failure) {
    long retryAfter = failure.retryAfter().map(asked -> Math.max(0, asked.toSeconds())).orElse(0L);
    stepSurely(
        new Event.Failed(
            fetch,
            Duration.ofSeconds(Math.min(retryAfter, Duration.ofDays(1).toSeconds())).toNanos(),
            failure.isEmptySet(),
            jitter()),
        failure(failure));
  }

  private void tell(Effect.Tell tell, Outcome outcome) {
    if (tell instanceof Effect.TellLoaded && outcome.fetched != null) {
      news.loaded(outcome.fetched, outcome.seen).forEach(listener::keySetChanged);
    } else if (tell instanceof Effect.TellFailed failed && outcome.failure != null) {
      news.failed(outcome.failure, failed).forEach(listener::keySetChanged);
    } else if (tell instanceof Effect.TellTooOld tooOld) {
      listener.keySetChanged(news.tooOld(tooOld));
    } else if (tell instanceof Effect.TellUnknown unknown) {
      listener.keySetChanged(news.unknown(unknown));
    }
  }

  @Override
  public void close() {
    stepSurely(new Event.Close(), Outcome.NONE);
    timers.close();
    client.close();
  }
}
