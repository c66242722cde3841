package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.issuer.FetchAttempt.Fetched;
import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jwk.JwkSetReader.Skipped;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the machine's effects into events for the listener. Must be called in the order of the
 * steps.
 */
final class KeySetEvents {

  private final String issuer;
  private @Nullable String lastHost;
  private @Nullable JwkSet lastKeys;

  KeySetEvents(String issuer) {
    this.issuer = issuer;
  }

  /** The events for an effect. The outcome belongs to the fetch that has just ended, if one has. */
  List<KeySetEvent> of(Effect.Tell tell, Outcome outcome) {
    if (tell instanceof Effect.TellLoaded && outcome.fetched() != null) {
      return loaded(outcome.fetched(), outcome.seen());
    }
    if (tell instanceof Effect.TellFailed failed && outcome.failure() != null) {
      return failed(outcome.failure(), failed);
    }
    if (tell instanceof Effect.TellTooOld tooOld) {
      return List.of(new KeySetEvent.StaleLimitPassed(issuer, Duration.ofNanos(tooOld.age())));
    }
    return tell instanceof Effect.TellUnknown unknown
        ? List.of(new KeySetEvent.UnknownKeyId(issuer, Quoted.escaped(unknown.keyId())))
        : List.of();
  }

  private List<KeySetEvent> loaded(Fetched fetched, List<KeySetEvent> seen) {
    List<KeySetEvent> events = new ArrayList<>();
    JwkSet keys = fetched.content().keys();
    if (lastHost != null && !lastHost.equals(fetched.host())) {
      events.add(
          new KeySetEvent.KeyHostChanged(
              issuer, Quoted.escaped(lastHost), Quoted.escaped(fetched.host())));
    }
    lastHost = fetched.host();
    events.add(new KeySetEvent.Loaded(issuer, keys.names()));
    events.addAll(seen);
    events.addAll(skipped(fetched.content().skipped()));
    if (lastKeys != null) {
      Set<KeyName> removed = new LinkedHashSet<>(lastKeys.names());
      keys.names().forEach(removed::remove);
      removed.forEach(key -> events.add(new KeySetEvent.KeyRemoved(issuer, key)));
    }
    lastKeys = keys;
    return events;
  }

  private List<KeySetEvent> failed(FetchException failure, Effect.TellFailed told) {
    List<KeySetEvent> events = new ArrayList<>(skipped(failure.unusable()));
    events.add(
        new KeySetEvent.LoadFailed(
            issuer,
            failure.reason(),
            Duration.ofNanos(told.nextAttempt()),
            failure.isEmptySet(),
            Optional.ofNullable(told.staleFor()).map(Duration::ofNanos)));
    return events;
  }

  private List<KeySetEvent> skipped(List<Skipped> entries) {
    List<KeySetEvent> events = new ArrayList<>();
    for (Skipped entry : entries) {
      events.add(
          new KeySetEvent.EntrySkipped(issuer, entry.position(), entry.reason(), entry.severe()));
    }
    return events;
  }
}
