package dev.tokenvalidator;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the scopes of a token. Most tokens of one issuer have one of a few sets of scopes, so a set
 * is made once and shared. Reads proven claims only. Safe for use by several threads.
 */
final class ScopeReader {

  private static final int REMEMBERED = 64;

  /** Only small sets are shared, so that the shared ones stay small in total. */
  private static final int MAX_SHARED_LENGTH = 256;

  private static final int MAX_SHARED_SIZE = 16;

  private final String claim;
  private final ScopeFormat format;

  /** One slot for each hash of a text; the latest text has it. Races lose an entry at most. */
  private final @Nullable Granted[] remembered = new @Nullable Granted[REMEMBERED];

  /**
   * @param claim that lists the scopes
   * @param format how they are written
   */
  ScopeReader(String claim, ScopeFormat format) {
    this.claim = claim;
    this.format = format;
  }

  String claim() {
    return claim;
  }

  ScopeFormat format() {
    return format;
  }

  private record Granted(String text, Set<String> scopes) {}

  /** The granted scopes, in order, unmodifiable; none if the claim is missing or empty. */
  Set<String> read(ClaimsSet claims) {
    Object value = claims.all().get(claim);
    if (value == null && !claims.has(claim)) {
      return Set.of();
    }
    return switch (format) {
      case STRING -> {
        if (!(value instanceof String text)) {
          throw ClaimsSet.malformed(claim, "a string of scopes separated by spaces");
        }
        yield shared(text);
      }
      case ARRAY -> {
        List<String> list = ClaimsSet.strings(value);
        if (list == null) {
          throw ClaimsSet.malformed(claim, "an array of strings, one scope each");
        }
        yield scopes(list);
      }
    };
  }

  private Set<String> shared(String text) {
    if (text.isEmpty() || text.length() > MAX_SHARED_LENGTH) {
      return scopes(text);
    }
    int place = (31 * text.length() + text.charAt(text.length() - 1)) % REMEMBERED;
    Granted known = remembered[place];
    if (known != null && known.text().equals(text)) {
      return known.scopes();
    }
    Set<String> scopes = scopes(text);
    if (scopes.size() <= MAX_SHARED_SIZE) {
      remembered[place] = new Granted(text, scopes);
    }
    return scopes;
  }

  private static Set<String> scopes(String text) {
    if (text.indexOf(' ') < 0) {
      return text.isEmpty() ? Set.of() : Set.of(text);
    }
    Set<String> scopes = new LinkedHashSet<>();
    int start = 0;
    for (int end = text.indexOf(' '); end >= 0; end = text.indexOf(' ', start)) {
      add(scopes, text.substring(start, end));
      start = end + 1;
    }
    add(scopes, text.substring(start));
    return unmodifiable(scopes);
  }

  private static Set<String> scopes(List<String> names) {
    // Without a capacity: many names may be the same.
    Set<String> scopes = new LinkedHashSet<>();
    names.forEach(name -> add(scopes, name));
    return unmodifiable(scopes);
  }

  /** Two spaces in a row enclose no scope, and neither does an empty string. */
  private static void add(Set<String> scopes, String name) {
    if (!name.isEmpty()) {
      scopes.add(name);
    }
  }

  private static Set<String> unmodifiable(Set<String> scopes) {
    return scopes.size() < 2 ? Set.copyOf(scopes) : Collections.unmodifiableSet(scopes);
  }
}
