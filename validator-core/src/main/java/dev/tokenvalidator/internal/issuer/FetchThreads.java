package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import dev.tokenvalidator.internal.text.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs each fetch on a thread of its own, which ends with it. A thread that does not heed its
 * interrupt is left to itself. Safe for use by several threads.
 */
final class FetchThreads implements Fetches {

  private final KeySetFetch fetch;
  private final Duration timeout;
  private final HangingAttempts attempts;
  private final Listener listener;

  // Guarded by this:
  private final Map<Long, Thread> running = new HashMap<>();
  private final List<Thread> leftBehind = new ArrayList<>();

  /** Hears how a fetch has ended, on its thread. */
  interface Listener {

    void fetched(long fetch, Fetched fetched);

    void failed(long fetch, FetchException failure);
  }

  FetchThreads(KeySetFetch fetch, Duration timeout, Clocks clocks, Listener listener) {
    this.fetch = fetch;
    this.timeout = timeout;
    this.attempts = new HangingAttempts(clocks);
    this.listener = listener;
  }

  @Override
  public void begin(long number, boolean onDemand) {
    FetchException failure = start(number, onDemand);
    if (failure != null) {
      listener.failed(number, failure);
    }
  }

  private synchronized @Nullable FetchException start(long number, boolean onDemand) {
    leftBehind.removeIf(thread -> !thread.isAlive());
    if (!attempts.tryMake(leftBehind.size())) {
      return new FetchException(
          "not fetched, because " + leftBehind.size() + " earlier fetches still hang");
    }
    Thread thread = DetachedThread.of(() -> run(number, onDemand), "token-validator-fetch");
    running.put(number, thread);
    try {
      thread.start();
      return null;
    } catch (OutOfMemoryError e) {
      running.remove(number);
      return new FetchException("no thread for the fetch", e);
    }
  }

  private void run(long number, boolean onDemand) {
    Fetched fetched = null;
    FetchException failure;
    try {
      fetched = fetch.fetch(number, onDemand);
      failure = null;
    } catch (FetchException e) {
      failure = e;
    } catch (InterruptedException e) {
      failure = FetchException.late(timeout);
    } catch (RuntimeException | Error e) {
      failure = unexpected(e);
    }
    forget(number);
    if (failure != null) {
      listener.failed(number, failure);
    } else if (fetched != null) {
      listener.fetched(number, fetched);
    }
  }

  /** From here on the thread is not interrupted any more. */
  private synchronized void forget(long number) {
    running.remove(number);
    Thread.interrupted();
  }

  @Override
  public synchronized void abandon(long number) {
    Thread thread = running.remove(number);
    if (thread != null) {
      leftBehind.add(thread);
      thread.interrupt();
    }
  }

  static FetchException unexpected(Throwable e) {
    String what;
    try {
      what = e.toString();
    } catch (Throwable failure) {
      what = e.getClass().getName();
    }
    return new FetchException("unexpected: " + Quoted.text(what), e);
  }
}
