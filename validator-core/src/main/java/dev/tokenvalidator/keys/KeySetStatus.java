package dev.tokenvalidator.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the key set of one issuer is doing: for a health page. Reading it contacts nobody.
 *
 * @param issuer the issuer
 * @param keys the keys in force; empty while none is
 * @param lastSuccess when the set was fetched; empty if none was yet, and for keys that are
 *     configured
 * @param age of the set, the larger of the times that have passed on the monotonic and the wall
 *     clock
 * @param usable whether tokens can be validated: there are keys, and they are not too old
 * @param stale whether the last fetch failed, so that the keys are older than they should be
 * @param lastFailure why the last fetch failed, if it did
 * @param nextAttempt how long until the next fetch; empty while none is planned: for keys that are
 *     configured, before the first token, and after the validator was closed
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

  /** The ids of the keys in force; a key without id is named by its RFC 7638 thumbprint. */
  public List<String> keyIds() {
    return KeyName.idsOrThumbprints(keys);
  }
}
