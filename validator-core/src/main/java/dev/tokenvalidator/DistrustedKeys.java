package dev.tokenvalidator;

import dev.tokenvalidator.internal.jwk.JwkSet;
import dev.tokenvalidator.internal.text.Quoted;
import dev.tokenvalidator.keys.KeyName;
import dev.tokenvalidator.keys.KeySetEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The keys of one issuer that the application does not trust any more.
 *
 * <p>It sees every set of the issuer's before a token is verified with it. So a key is known by its
 * thumbprint from the first set on that has it under a name that was given, whatever it is called
 * afterwards. Safe for use by several threads; {@link #contains} does not block.
 */
final class DistrustedKeys {

  /** Each character of an id may be shown as six, and a thumbprint may follow. */
  private static final int MAX_NAME_LENGTH = 6 * Quoted.MAX_KEY_ID_LENGTH + 100;

  /** As many as the largest set has. */
  private static final int MAX_SEEN = 1_000;

  private final String issuer;

  /** Replaced as a whole. */
  private volatile Set<String> thumbprints = Set.of();

  // Guarded by this:
  /** Each way in which a distrusted key may be shown, and the name that the application gave. */
  private final Map<String, String> names = new HashMap<>();

  /** The keys of this set and of recent ones; the newest last. */
  private final Set<KeyName> seen = new LinkedHashSet<>();

  DistrustedKeys(String issuer) {
    this.issuer = issuer;
  }

  /** Whether a key is distrusted. */
  boolean contains(String thumbprint) {
    return thumbprints.contains(thumbprint);
  }

  /**
   * Demands that a key is trusted.
   *
   * @throws InvalidTokenException if it is distrusted
   */
  void check(String thumbprint) {
    if (contains(thumbprint)) {
      throw new InvalidTokenException(
          Reason.DISTRUSTED_KEY,
          Explanation.of("a key that is trusted", "one that this application distrusts"));
    }
  }

  /**
   * Distrusts the keys of a name.
   *
   * @param name an id or a thumbprint, or both as the log shows them
   * @return the event to report, with the keys that have the name, or had it in a recent set
   * @throws IllegalArgumentException if no key can have such a name
   */
  synchronized KeySetEvent.KeyDistrusted add(String name) {
    checkName(name);
    Set<String> meant = new HashSet<>(List.of(name, Quoted.keyId(name)));
    meant.forEach(it -> names.put(it, name));
    List<KeyName> keys =
        seen.stream().filter(key -> !Collections.disjoint(shown(key), meant)).toList();
    distrust(keys);
    return event(name, keys);
  }

  /**
   * Distrusts the keys of a set that match a name given before, and remembers all keys for later
   * names.
   *
   * @param set before any token is verified with it
   * @return the events to report: the keys that are newly distrusted
   */
  synchronized List<KeySetEvent> see(JwkSet set) {
    List<KeyName> keys = set.names();
    // Again, so that the keys of the newest set are dropped last.
    keys.forEach(seen::remove);
    seen.addAll(keys);
    while (seen.size() > Math.max(MAX_SEEN, keys.size())) {
      seen.remove(seen.iterator().next());
    }
    List<KeySetEvent> events = new ArrayList<>();
    newlyMeant(keys)
        .forEach(
            (name, ofName) -> {
              distrust(ofName);
              events.add(event(name, ofName));
            });
    return events;
  }

  private Map<String, List<KeyName>> newlyMeant(List<KeyName> keys) {
    Map<String, List<KeyName>> found = new LinkedHashMap<>();
    for (KeyName key : names.isEmpty() ? List.<KeyName>of() : keys) {
      if (!contains(key.thumbprint())) {
        shown(key).stream()
            .map(names::get)
            .filter(Objects::nonNull)
            .findFirst()
            .ifPresent(name -> found.computeIfAbsent(name, it -> new ArrayList<>()).add(key));
      }
    }
    return found;
  }

  private void distrust(List<KeyName> keys) {
    Set<String> all = new HashSet<>(thumbprints);
    keys.forEach(key -> all.add(key.thumbprint()));
    thumbprints = Set.copyOf(all);
  }

  private KeySetEvent.KeyDistrusted event(String name, List<KeyName> keys) {
    return new KeySetEvent.KeyDistrusted(issuer, Quoted.keyId(name), keys);
  }

  /** All names of a key that a log shows, one of which may be copied. */
  private static List<String> shown(KeyName key) {
    return key.id()
        .map(
            id ->
                List.of(
                    key.thumbprint(),
                    id,
                    '"' + id + '"',
                    key.toString(),
                    // Inside the quotes of a log line.
                    key.toString().replace('"', '\'')))
        .orElse(List.of(key.thumbprint(), key.toString()));
  }

  private static void checkName(String name) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(
          "the name of the key is missing; give its id, or its thumbprint, as keySets() shows them");
    }
    if (name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "no key has a name of "
              + name.length()
              + " characters; give its id, or its thumbprint, as keySets() shows them");
    }
  }
}
