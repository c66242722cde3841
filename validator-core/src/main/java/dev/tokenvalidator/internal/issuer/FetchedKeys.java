package dev.tokenvalidator.internal.issuer;

import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.jwk.JwkSetReader;
import dev.tokenvalidator.internal.jwk.KeyLookup;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.keys.KeySetEvent;
import dev.tokenvalidator.keys.KeySetStatus;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer. They are fetched when they are first needed, and then kept current.
 *
 * <p>{@link KeyMachine} decides what to do, and {@link KeyShell} does it. This class serves
 * callers. Looking up a key that is in the current set is one volatile read and never waits. A
 * caller with another key id waits a little for a fetch. Without usable keys, it waits until the
 * fetch has ended.
 */
public final class FetchedKeys implements IssuerKeys {

  private static final KeyLookup UNKNOWN = new KeyLookup.Unknown();

  private final String issuer;
  private final Duration fetchTimeout;
  private final Clocks clocks;
  private final KeyMachine machine;
  private final KeySetFetch fetch;
  private final KeyShell shell;
  private final FetchWaiting waiting;

  /**
   * Fetches nothing before the first lookup.
   *
   * @param settings where to fetch from and how
   * @param rules when to fetch
   * @param client fetches the keys, and is never closed; null to use our own
   * @param factory makes the keys
   * @param clocks measure ages
   * @param beforeUse receives each set before a token is verified with it, and returns further
   *     events about it
   * @param listener receives the events, in order; must not wait
   */
  public FetchedKeys(
      FetchSettings settings,
      KeyRules rules,
      @Nullable HttpClient client,
      VerificationKeyFactory factory,
      Clocks clocks,
      Function<JwkSet, List<KeySetEvent>> beforeUse,
      Consumer<KeySetEvent> listener) {
    this.issuer = settings.issuer();
    this.fetchTimeout = settings.timeout();
    this.clocks = clocks;
    this.machine = new KeyMachine(rules);
    KeyWaiters waiters = new KeyWaiters();
    FetchClient fetchClient =
        client == null ? FetchClient.own(clocks) : FetchClient.given(client, clocks);
    this.fetch = new KeySetFetch(settings, fetchClient, new JwkSetReader(factory), clocks);
    this.shell =
        new KeyShell(
            machine,
            rules,
            fetchListener -> new FetchThreads(fetch, fetchTimeout, clocks, fetchListener),
            fetchClient,
            fetchTimeout,
            RefreshThread.Lease::new,
            clocks,
            beforeUse,
            waiters,
            new KeySetEvents(issuer),
            listener);
    this.waiting = new FetchWaiting(machine, shell, waiters, clocks, fetchTimeout);
  }

  /** Records each step, for tests. */
  void record(KeyShell.Recorder recorder) {
    shell.record(recorder);
  }

  @Override
  public KeyLookup find(SignatureAlgorithm algorithm, @Nullable String keyId) {
    Snapshot now = shell.snapshot();
    Moment moment = clocks.now();
    KeyLookup result = lookup(now, algorithm, keyId, moment);
    if (result == null) {
      shell.step(new Event.Ask(keyId));
      return waiting.await(keyId, (later, at) -> lookup(later, algorithm, keyId, at));
    }
    shell.wakeIfDue(now, moment);
    return result;
  }

  @Override
  public boolean mustWait(SignatureAlgorithm algorithm, @Nullable String keyId) {
    return lookup(shell.snapshot(), algorithm, keyId, clocks.now()) == null;
  }

  /** Null if the result cannot be decided yet. */
  private @Nullable KeyLookup lookup(
      Snapshot now, SignatureAlgorithm algorithm, @Nullable String keyId, Moment moment) {
    KeyIdVerdict verdict = machine.judge(now.state(), keyId, moment);
    if (verdict instanceof KeyIdVerdict.Known && now.keys() != null) {
      return now.keys().find(algorithm, keyId);
    }
    return verdict instanceof KeyIdVerdict.Unknown ? UNKNOWN : null;
  }

  @Override
  public void doubt() {
    KeyState before = shell.snapshot().state();
    Moment now = clocks.now();
    boolean mayAsk = before.doubts().left(now) == 0 && before.backOff().isOver(now);
    if (!mayAsk && before.doubted() <= before.concluded()) {
      return;
    }
    if (mayAsk) {
      shell.step(new Event.Doubt());
    }
    long fetch = shell.snapshot().state().doubted();
    waiting.await(fetch);
  }

  @Override
  public @Nullable JwkSet current() {
    Snapshot now = shell.snapshot();
    Moment moment = clocks.now();
    shell.wakeIfDue(now, moment);
    return machine.isUsable(now.state(), moment) ? now.keys() : null;
  }

  @Override
  public boolean hasKeyId(String keyId) {
    JwkSet keys = shell.snapshot().keys();
    return keys != null && keys.keyIds().contains(keyId);
  }

  @Override
  public void refresh() {
    long fetch = shell.step(new Event.Demand()).wanted();
    // A fetch that is under way ends first. It may have begun before the reason for this call, so
    // another fetch follows it.
    Duration maxWait = fetchTimeout.multipliedBy(2).plusSeconds(1);
    waiting.await(fetch, maxWait);
  }

  @Override
  public void warmUp() {
    shell.warmUp();
  }

  @Override
  public Optional<URI> address() {
    return fetch.address();
  }

  @Override
  public KeySetStatus status() {
    Snapshot now = shell.snapshot();
    KeyState state = now.state();
    Moment moment = clocks.now();
    boolean usable = machine.isUsable(state, moment);
    long next = state.isUnderWay() ? 0 : machine.beginsIn(state, moment);
    return new KeySetStatus(
        issuer,
        stateOf(now, usable),
        now.keys() == null || !usable ? List.of() : now.keys().names(),
        Optional.ofNullable(state.current())
            .map(set -> Instant.ofEpochMilli(set.arrived().millis())),
        Optional.ofNullable(state.current())
            .map(set -> Duration.ofNanos(moment.since(set.arrived()))),
        Optional.ofNullable(now.failure()).map(FetchException::reason),
        next == KeyState.NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(next)));
  }

  private static KeySetStatus.State stateOf(Snapshot now, boolean usable) {
    if (usable) {
      return now.failure() == null ? KeySetStatus.State.USABLE : KeySetStatus.State.STALE;
    }
    return now.state().begun() == 0 ? KeySetStatus.State.NOT_ASKED : KeySetStatus.State.UNAVAILABLE;
  }

  @Override
  public void close() {
    shell.close();
  }
}
