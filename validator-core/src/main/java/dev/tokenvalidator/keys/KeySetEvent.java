package dev.tokenvalidator.keys;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One thing that happened to the key set of one issuer.
 *
 * <p>Events hold names of keys, hosts and reasons, never a token and never key material. Text that
 * came from outside is escaped and cut at 64 characters, but the names of the issuer's keys are
 * whole. {@code toString} puts it in quotes.
 */
public sealed interface KeySetEvent {

  /** The issuer whose key set it is. */
  String issuer();

  /**
   * A key set was fetched and is in force from now on.
   *
   * @param issuer the issuer
   * @param keys its usable keys
   */
  record Loaded(String issuer, List<KeyName> keys) implements KeySetEvent {
    /** Copies the list. */
    public Loaded {
      keys = List.copyOf(keys);
    }

    /** The ids of the usable keys; a key without id is named by its RFC 7638 thumbprint. */
    public List<String> keyIds() {
      return KeyName.idsOrThumbprints(keys);
    }
  }

  /**
   * A key set could not be fetched. If there is a last good one, it stays in use.
   *
   * @param issuer the issuer
   * @param reason what went wrong
   * @param nextAttempt how long until the next attempt
   * @param emptySet whether the issuer answered with a well-formed set without a usable key: then
   *     the last good one stays in use for an hour only
   * @param age of the set that stays in use; empty if there is none
   */
  record LoadFailed(
      String issuer, String reason, Duration nextAttempt, boolean emptySet, Optional<Duration> age)
      implements KeySetEvent {}

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
  record UnknownKeyId(String issuer, String keyId) implements KeySetEvent {
    @Override
    public String toString() {
      return "UnknownKeyId[issuer=" + issuer + ", keyId=\"" + keyId + "\"]";
    }
  }

  /**
   * A key that was in the last set is not in the new one, at least not under this id: what it
   * signed is refused from now on.
   *
   * @param issuer the issuer
   * @param key the key
   */
  record KeyRemoved(String issuer, KeyName key) implements KeySetEvent {
    /** Its id; its RFC 7638 thumbprint where it has none. */
    public String keyId() {
      return key.idOrThumbprint();
    }
  }

  /**
   * The application has called {@code distrust}, or the issuer has published a key that was
   * distrusted by its id before it was known: what it signs is refused from now on.
   *
   * @param issuer the issuer
   * @param name what the application called the key, escaped and cut at 256 characters
   * @param keys the keys that the name stands for; empty if none is known yet, and then it holds
   *     for the key that is published under it
   */
  record KeyDistrusted(String issuer, String name, List<KeyName> keys) implements KeySetEvent {
    /** Copies the list. */
    public KeyDistrusted {
      keys = List.copyOf(keys);
    }

    @Override
    public String toString() {
      return "KeyDistrusted[issuer=" + issuer + ", name=\"" + name + "\", keys=" + keys + "]";
    }
  }

  /**
   * The issuer cannot be reached, and the last good key set has become too old to be believed:
   * validation is unavailable until a fetch succeeds.
   *
   * @param issuer the issuer
   * @param age of the last good set
   */
  record StaleLimitPassed(String issuer, Duration age) implements KeySetEvent {}

  /**
   * The issuer's metadata names another host for its keys than before.
   *
   * @param issuer the issuer
   * @param from the host before, escaped and cut
   * @param to the host now, escaped and cut
   */
  record KeyHostChanged(String issuer, String from, String to) implements KeySetEvent {
    @Override
    public String toString() {
      return "KeyHostChanged[issuer=" + issuer + ", from=\"" + from + "\", to=\"" + to + "\"]";
    }
  }

  /**
   * Events that were not told because the listener took too long for those before them.
   *
   * @param issuer the issuer
   * @param count how many
   */
  record EventsLost(String issuer, long count) implements KeySetEvent {}
}
