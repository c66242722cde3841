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
 * Runs each fetch on a thread of its own, which ends with the fetch. A thread that ignores its
 * interrupt is abandoned. Safe for use by several threads.
 */
final class FetchThreads implements Fetches {

  private final KeySetFetch fetch;
  private final Duration timeout;
  private final HangingAttempts attempts;
  private final Listener listener;

  // Guarded by this:
  private final Map<Long, Thread> running = new HashMap<>();
  private final List<Thread> abandoned = new ArrayList<>();

  /** Receives the result of a fetch, on the fetch's thread. */
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
    abandoned.removeIf(thread -> !thread.isAlive());
    if (!attempts.tryMake(abandoned.size())) {
      return new FetchException(
          "no fetch was started, because " + abandoned.size() + " earlier fetches still hang");
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
      failure = FetchException.timedOut(timeout);
    } catch (RuntimeException | Error e) {
      failure = unexpected(e);
    }
    unregister(number);
    if (failure != null) {
      listener.failed(number, failure);
    } else if (fetched != null) {
      listener.fetched(number, fetched);
    }
  }

  /** After this call, nobody interrupts the thread any more. */
  private synchronized void unregister(long number) {
    running.remove(number);
    Thread.interrupted();
  }

  @Override
  public synchronized void abandon(long number) {
    Thread thread = running.remove(number);
    if (thread != null) {
      abandoned.add(thread);
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
