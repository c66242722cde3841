package dev.tokenvalidator.keys;

import dev.tokenvalidator.internal.text.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of one issuer's key set, for a health page. Reading it sends no request. Immutable.
 *
 * @param issuer the issuer
 * @param state whether tokens can be validated, and why not
 * @param keys the current keys; empty if there are none, or if they are too old to use
 * @param lastSuccess when the set was fetched; empty if no fetch has succeeded yet, and for
 *     configured keys
 * @param age of the set: the time since it was fetched, by the monotonic clock or by the wall
 *     clock, whichever is larger; empty if no fetch has succeeded yet, and for configured keys
 * @param lastFailure why the last fetch failed; empty if it did not
 * @param nextAttempt the time until the next fetch; empty if none is planned: for configured keys,
 *     before the first token, and after the validator was closed
 */
public record KeySetStatus(
    String issuer,
    State state,
    List<KeyName> keys,
    Optional<Instant> lastSuccess,
    Optional<Duration> age,
    Optional<String> lastFailure,
    Optional<Duration> nextAttempt) {

  /** Whether tokens can be validated, and why not. */
  public enum State {
    /**
     * Nobody has asked for the keys yet: no token has come, and {@code warmUp} was not called. No
     * fault: the first token fetches them.
     */
    NOT_ASKED,
    /** There are keys, and the last fetch succeeded. Configured keys are always usable. */
    USABLE,
    /** There are keys, and they are used although the last fetch failed. */
    STALE,
    /**
     * The keys were asked for, and there are none to use: the first fetch is under way or has
     * failed, or the last good set is too old.
     */
    UNAVAILABLE
  }

  /** Copies the list. */
  public KeySetStatus {
    keys = List.copyOf(keys);
  }

  /** Whether tokens can be validated: there are keys, and they are not too old. */
  public boolean usable() {
    return state == State.USABLE || state == State.STALE;
  }

  /** Whether the last fetch failed, so that the keys may be older than they should be. */
  public boolean stale() {
    return lastFailure.isPresent();
  }

  /** The ids of the current keys. A key without an id is listed by its RFC 7638 thumbprint. */
  public List<String> keyIds() {
    return KeyName.idsOrThumbprints(keys);
  }

  /** One line: {@code key set issuer=... state=USABLE keys=["..."] age=42s nextAttempt=410s}. */
  @Override
  public String toString() {
    LogLine line =
        LogLine.of("key set").with("issuer", issuer).with("state", state).texts("keys", keyIds());
    lastSuccess.ifPresent(moment -> line.with("lastSuccess", moment));
    return line.time("age", age)
        .text("lastFailure", lastFailure)
        .time("nextAttempt", nextAttempt)
        .toString();
  }
}
