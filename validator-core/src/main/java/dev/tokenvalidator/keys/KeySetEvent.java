package dev.tokenvalidator.keys;

import dev.tokenvalidator.internal.text.LogLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something happened to the key set of one issuer.
 *
 * <p>Events contain names of keys, hosts and reasons, but never a token and never key material.
 * Text from outside is escaped and cut at 64 characters; in the reason of a failed fetch, addresses
 * and what the issuer's metadata says at 512. Names of the issuer's keys are escaped, too, but
 * never cut. {@code toString} is one line for the log: a fixed text and {@code key=value} pairs,
 * text from outside in quotes.
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

    /** One line for the log. */
    @Override
    public String toString() {
      return LogLine.of("key set loaded").with("issuer", issuer).texts("keys", keyIds()).toString();
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
      implements KeySetEvent {
    /** One line for the log. */
    @Override
    public String toString() {
      LogLine line =
          LogLine.of("key set fetch failed")
              .with("issuer", issuer)
              .text("reason", reason)
              .time("nextAttempt", nextAttempt);
      return (emptySet ? line.with("emptySet", true) : line).time("ageInUse", age).toString();
    }
  }

  /**
   * One entry of a fetched set is unusable and was skipped. The other entries are used.
   *
   * @param issuer the issuer
   * @param position of the entry in the set, counted from 0
   * @param reason why it was skipped
   * @param severe whether the issuer has published a secret (a private or a symmetric key)
   */
  record EntrySkipped(String issuer, int position, String reason, boolean severe)
      implements KeySetEvent {
    /** One line for the log. */
    @Override
    public String toString() {
      LogLine line =
          LogLine.of("key set entry skipped")
              .with("issuer", issuer)
              .with("position", position)
              .text("reason", reason);
      return (severe ? line.with("severe", true) : line).toString();
    }
  }

  /**
   * A token named a key that is not in the set.
   *
   * @param issuer the issuer
   * @param keyId the key id, escaped and cut at 64 characters
   */
  record UnknownKeyId(String issuer, String keyId) implements KeySetEvent {
    /** One line for the log. */
    @Override
    public String toString() {
      return LogLine.of("key id unknown").with("issuer", issuer).text("kid", keyId).toString();
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

    /** One line for the log. */
    @Override
    public String toString() {
      return LogLine.of("key removed")
          .with("issuer", issuer)
          .text("kid", key.id())
          .with("thumbprint", key.thumbprint())
          .toString();
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

    /** One line for the log. */
    @Override
    public String toString() {
      return LogLine.of("key distrusted")
          .with("issuer", issuer)
          .text("name", name)
          .texts("kids", keys.stream().flatMap(key -> key.id().stream()).toList())
          .texts("thumbprints", keys.stream().map(KeyName::thumbprint).toList())
          .toString();
    }
  }

  /**
   * Fetches kept failing until the last good key set became too old to use. Validation is
   * unavailable until a fetch succeeds.
   *
   * @param issuer the issuer
   * @param age of the last good set
   */
  record StaleLimitPassed(String issuer, Duration age) implements KeySetEvent {
    /** One line for the log. */
    @Override
    public String toString() {
      return LogLine.of("key set too old").with("issuer", issuer).time("age", age).toString();
    }
  }

  /**
   * The issuer's metadata names another host than before, and the keys were fetched from there.
   *
   * @param issuer the issuer
   * @param from the host before, escaped and cut at 64 characters
   * @param to the host now, escaped and cut at 64 characters
   */
  record KeyHostChanged(String issuer, String from, String to) implements KeySetEvent {
    /** One line for the log. */
    @Override
    public String toString() {
      return LogLine.of("key host changed")
          .with("issuer", issuer)
          .text("from", from)
          .text("to", to)
          .toString();
    }
  }

  /**
   * Events were dropped because the listener was too slow.
   *
   * @param issuer the issuer
   * @param count the number of dropped events
   */
  record EventsLost(String issuer, long count) implements KeySetEvent {
    /** One line for the log. */
    @Override
    public String toString() {
      return LogLine.of("key events lost").with("issuer", issuer).with("count", count).toString();
    }
  }
}
