package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Log;
import dev.tokenvalidator.internal.text.LogLine;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.lang.System.Logger.Level;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports to the application's listener and to the log. Never throws: whatever a listener or a log
 * handler throws, an {@code Error} or exhausted memory too, changes no decision, and every other
 * listener still hears the report. Safe for use by several threads.
 */
final class Reporter {

  private final List<ValidatorListener> listeners;
  private final LogThrottle limit;

  /** Key events come one after the other. */
  private volatile boolean fetchFailed;

  private final RefusalCounters refusals = new RefusalCounters();

  /**
   * @param listener of the application; null if it has none
   */
  Reporter(@Nullable ValidatorListener listener, LogThrottle limit) {
    this(listener == null ? List.of() : List.of(listener), limit);
  }

  private Reporter(List<ValidatorListener> listeners, LogThrottle limit) {
    this.listeners = listeners;
    this.limit = limit;
  }

  /** Joins several: it logs once, and calls each listener once. */
  static Reporter together(List<Reporter> reporters) {
    IdentityHashMap<ValidatorListener, Boolean> distinct = new IdentityHashMap<>();
    List<ValidatorListener> listeners =
        reporters.stream()
            .flatMap(reporter -> reporter.listeners.stream())
            .filter(listener -> distinct.put(listener, true) == null)
            .toList();
    return new Reporter(listeners, reporters.get(0).limit);
  }

  void accepted(AccessToken token) {
    // By index and without a lambda: every remembered token passes here.
    for (int i = 0; i < listeners.size(); i++) {
      try {
        listeners.get(i).accepted(token);
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  void refused(Refusal refusal) {
    refused(refusal, levelOf(refusal));
  }

  /** Reports a refusal whose reason a line about the keys has told. */
  void refusedForLackOfKeys(Refusal refusal) {
    refused(refusal, Level.INFO);
  }

  /** The refusals that were reported here. */
  RefusalCounters refusals() {
    return refusals;
  }

  private void refused(Refusal refusal, Level level) {
    refusals.count(refusal);
    if (isInternalError(refusal)) {
      InternalErrors.count(refusal.cause());
    }
    // By level too: minor lines must not displace important ones.
    Object kind =
        List.of(refusal.reason().<Object>map(reason -> reason).orElse(refusal.outcome()), level);
    // The listener gets the throwable itself; the log, which many people read, only its trace.
    log(level, kind, refusal, refusal.cause().map(BareTrace::of).orElse(null));
    tell(listener -> listener.refused(refusal));
  }

  private static boolean isInternalError(Refusal refusal) {
    return refusal.reason().equals(Optional.of(Reason.INTERNAL_ERROR));
  }

  private static Level levelOf(Refusal refusal) {
    if (isInternalError(refusal)) {
      return Level.ERROR;
    }
    return refusal.outcome() == Refusal.Outcome.UNAVAILABLE ? Level.WARNING : Level.INFO;
  }

  void log(KeySetEvent event) {
    Level level = isRecovery(event) ? Level.INFO : levelOf(event);
    // By level too: minor lines must not displace important ones.
    Object kind = List.of(event.getClass(), level);
    // Each name on its own: an emergency action of the application is always logged.
    log(level, event instanceof KeySetEvent.KeyDistrusted it ? it.name() : kind, event, null);
  }

  /** Whether the keys are there again after a failure that was logged. */
  private boolean isRecovery(KeySetEvent event) {
    if (event instanceof KeySetEvent.LoadFailed) {
      fetchFailed = true;
      return false;
    }
    boolean recovered = fetchFailed && event instanceof KeySetEvent.Loaded;
    fetchFailed &= !recovered;
    return recovered;
  }

  boolean hasListeners() {
    return !listeners.isEmpty();
  }

  void tell(KeySetEvent event) {
    tell(listener -> listener.keySetChanged(event));
  }

  private static Level levelOf(KeySetEvent event) {
    if (event instanceof KeySetEvent.EntrySkipped skipped) {
      return skipped.severe() ? Level.ERROR : Level.DEBUG;
    }
    if (event instanceof KeySetEvent.LoadFailed failed) {
      return failed.emptySet() ? Level.ERROR : Level.WARNING;
    }
    if (event instanceof KeySetEvent.StaleLimitPassed) {
      return Level.ERROR;
    }
    if (event instanceof KeySetEvent.EventsLost) {
      return Level.WARNING;
    }
    if (event instanceof KeySetEvent.KeyHostChanged || event instanceof KeySetEvent.KeyDistrusted) {
      return Level.WARNING;
    }
    return event instanceof KeySetEvent.KeyRemoved ? Level.INFO : Level.DEBUG;
  }

  void flood(VerificationFlood flood) {
    log(
        flood.ended() ? Level.INFO : Level.WARNING,
        List.of(VerificationFlood.class, flood.ended()),
        flood,
        null);
    tell(listener -> listener.verificationFlood(flood));
  }

  void slowSignatures(SignatureAlgorithm algorithm) {
    log(
        Level.WARNING,
        algorithm,
        LogLine.of("signature checks slow")
            .with("algorithm", algorithm)
            .with("median", ">1ms")
            .with("samples", SlowSignatures.SAMPLES)
            .text(
                "hint",
                "set signatureProvider to a faster provider, such as Bouncy Castle's or Corretto's"),
        null);
  }

  private void log(Level level, Object kind, Object text, @Nullable Throwable thrown) {
    try {
      if (!Log.isLoggable(level)) {
        return;
      }
      long leftOut = limit.tryLog(kind);
      if (leftOut >= 0) {
        Log.write(level, leftOut == 0 ? text.toString() : text + " suppressed=" + leftOut, thrown);
      }
    } catch (Throwable e) {
      // The log is where this would be said.
    }
  }

  private void tell(Consumer<ValidatorListener> message) {
    for (ValidatorListener listener : listeners) {
      try {
        message.accept(listener);
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  private void failed(Throwable e) {
    // Its message may hold anything, even a token.
    log(
        Level.WARNING,
        ValidatorListener.class,
        LogLine.of("validator listener failed").with("type", e.getClass().getName()),
        BareTrace.of(e));
  }
}
