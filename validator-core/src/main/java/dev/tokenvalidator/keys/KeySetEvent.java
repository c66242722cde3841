package dev.tokenvalidator.keys;

import java.time.Duration;
import java.util.List;

/**
 * One thing that happened to the key set of one issuer.
 *
 * <p>Events hold key ids, hosts and reasons, never a token and never key material. Text that came
 * from outside is escaped and cut at 64 characters.
 */
public sealed interface KeySetEvent {

  /** The issuer whose key set it is. */
  String issuer();

  /**
   * A key set was fetched and is in force from now on.
   *
   * @param issuer the issuer
   * @param keyIds the ids of its usable keys; a key without id is named by its RFC 7638 thumbprint
   */
  record Loaded(String issuer, List<String> keyIds) implements KeySetEvent {
    /** Copies the list. */
    public Loaded {
      keyIds = List.copyOf(keyIds);
    }
  }

  /**
   * A key set could not be fetched; the last good one, where there is one, stays in force.
   *
   * @param issuer the issuer
   * @param reason what went wrong
   * @param nextAttempt how long until the next attempt
   */
  record LoadFailed(String issuer, String reason, Duration nextAttempt) implements KeySetEvent {}

  /**
   * One entry of a fetched set cannot verify tokens and was left out; the others are used.
   *
   * @param issuer the issuer
   * @param position of the entry in the set, counted from 0
   * @param reason why it was left out
   * @param severe whether the issuer has published a secret (a private or a symmetric key)
   */
  record EntrySkipped(String issuer, int position, String reason, boolean severe)
      implements KeySetEvent {}

  /**
   * A token named a key that the set does not hold.
   *
   * @param issuer the issuer
   * @param keyId the key id, escaped and cut
   */
  record UnknownKeyId(String issuer, String keyId) implements KeySetEvent {}

  /**
   * A key that was in the last set is not in the new one: what it signed is refused from now on.
   *
   * @param issuer the issuer
   * @param keyId its id
   */
  record KeyRemoved(String issuer, String keyId) implements KeySetEvent {}

  /**
   * The issuer cannot be reached, and the last good key set has become too old to be believed:
   * validation is unavailable until a fetch succeeds.
   *
   * @param issuer the issuer
   * @param age of the last good set
   */
  record StaleLimitPassed(String issuer, Duration age) implements KeySetEvent {}

  /**
   * The issuer answered with a well-formed set that holds no usable key. The last good one stays in
   * force, but for an hour only.
   *
   * @param issuer the issuer
   */
  record EmptySet(String issuer) implements KeySetEvent {}

  /**
   * A fetch failed, and the last good set goes on being used.
   *
   * @param issuer the issuer
   * @param age of the set
   */
  record StaleServed(String issuer, Duration age) implements KeySetEvent {}

  /**
   * The issuer's metadata names another host for its keys than before.
   *
   * @param issuer the issuer
   * @param from the host before, escaped and cut
   * @param to the host now, escaped and cut
   */
  record KeyHostChanged(String issuer, String from, String to) implements KeySetEvent {}
}
