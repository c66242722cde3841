package dev.tokenvalidator.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of one issuer's key set, for a health page. Reading it sends no request.
 *
 * @param issuer the issuer
 * @param keys the current keys; empty if there are none, or if they are too old to use
 * @param lastSuccess when the set was fetched; empty if no fetch has succeeded yet, and for
 *     configured keys
 * @param age of the set: the time since it was fetched, by the monotonic clock or by the wall
 *     clock, whichever is larger; empty if no fetch has succeeded yet, and for configured keys
 * @param usable whether tokens can be validated: there are keys, and they are not too old
 * @param stale whether the last fetch failed, so that the keys may be older than they should be
 * @param lastFailure why the last fetch failed; empty if it did not
 * @param nextAttempt the time until the next fetch; empty if none is planned: for configured keys,
 *     before the first token, and after the validator was closed
 */
public record KeySetStatus(
    String issuer,
    List<KeyName> keys,
    Optional<Instant> lastSuccess,
    Optional<Duration> age,
    boolean usable,
    boolean stale,
    Optional<String> lastFailure,
    Optional<Duration> nextAttempt) {

  /** Copies the list. */
  public KeySetStatus {
    keys = List.copyOf(keys);
  }

  /** The ids of the current keys. A key without an id is listed by its RFC 7638 thumbprint. */
  public List<String> keyIds() {
    return KeyName.idsOrThumbprints(keys);
  }
}
