package dev.tokenvalidator.keys;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something happened to the key set of one issuer.
 *
 * <p>Events contain names of keys, hosts and reasons, but never a token and never key material.
 * Text from outside is escaped and cut at 64 characters. Names of the issuer's keys are escaped,
 * too, but never cut. {@code toString} puts text from outside in quotes.
 */
public sealed interface KeySetEvent {

  /** The issuer that the key set belongs to. */
  String issuer();

  /**
   * A key set was fetched and is the current one from now on.
   *
   * @param issuer the issuer
   * @param keys its usable keys
   */
  record Loaded(String issuer, List<KeyName> keys) implements KeySetEvent {
    /** Copies the list. */
    public Loaded {
      keys = List.copyOf(keys);
    }

    /** The ids of the usable keys. A key without an id is listed by its RFC 7638 thumbprint. */
    public List<String> keyIds() {
      return KeyName.idsOrThumbprints(keys);
    }
  }

  /**
   * A fetch of the key set failed. If an earlier fetch succeeded, the last good set stays in use.
   *
   * @param issuer the issuer
   * @param reason what went wrong
   * @param nextAttempt the time until the next attempt
   * @param emptySet whether the issuer answered with a well-formed set that has no usable key; if
   *     so, the last good set stays in use for only one hour
   * @param age of the set that stays in use; empty if there is none
   */
  record LoadFailed(
      String issuer, String reason, Duration nextAttempt, boolean emptySet, Optional<Duration> age)
      implements KeySetEvent {}

  /**
   * One entry of a fetched set is unusable and was skipped. The other entries are used.
   *
   * @param issuer the issuer
   * @param position of the entry in the set, counted from 0
   * @param reason why it was skipped
   * @param severe whether the issuer has published a secret (a private or a symmetric key)
   */
  record EntrySkipped(String issuer, int position, String reason, boolean severe)
      implements KeySetEvent {}

  /**
   * A token named a key that is not in the set.
   *
   * @param issuer the issuer
   * @param keyId the key id, escaped and cut at 64 characters
   */
  record UnknownKeyId(String issuer, String keyId) implements KeySetEvent {
    @Override
    public String toString() {
      return "UnknownKeyId[issuer=" + issuer + ", keyId=\"" + keyId + "\"]";
    }
  }

  /**
   * A key of the last set is not in the new one, at least not under this id. Tokens signed with it
   * are refused from now on.
   *
   * @param issuer the issuer
   * @param key the key
   */
  record KeyRemoved(String issuer, KeyName key) implements KeySetEvent {
    /** The key's id, or its RFC 7638 thumbprint if it has no id. */
    public String keyId() {
      return key.idOrThumbprint();
    }
  }

  /**
   * The application called {@code distrust}, or the issuer published a key whose id the application
   * had distrusted before the key was known. Tokens signed with the key are refused from now on.
   *
   * @param issuer the issuer
   * @param name the name that the application passed, escaped and cut at 256 characters
   * @param keys the keys with this name; empty if none is known yet, in which case the key that is
   *     published under this name later will be distrusted
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
   * Fetches kept failing until the last good key set became too old to use. Validation is
   * unavailable until a fetch succeeds.
   *
   * @param issuer the issuer
   * @param age of the last good set
   */
  record StaleLimitPassed(String issuer, Duration age) implements KeySetEvent {}

  /**
   * The issuer's metadata names another host than before, and the keys were fetched from there.
   *
   * @param issuer the issuer
   * @param from the host before, escaped and cut at 64 characters
   * @param to the host now, escaped and cut at 64 characters
   */
  record KeyHostChanged(String issuer, String from, String to) implements KeySetEvent {
    @Override
    public String toString() {
      return "KeyHostChanged[issuer=" + issuer + ", from=\"" + from + "\", to=\"" + to + "\"]";
    }
  }

  /**
   * Events were dropped because the listener was too slow.
   *
   * @param issuer the issuer
   * @param count the number of dropped events
   */
  record EventsLost(String issuer, long count) implements KeySetEvent {}
}
