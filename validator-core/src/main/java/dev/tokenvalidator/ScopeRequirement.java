package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.Quoted;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The scopes a request needs: all of them, or any one (RFC 6749 section 3.3).
 *
 * <p>Scopes are compared whole and case-sensitively: {@code read} is not granted by {@code
 * read:products}.
 *
 * @param match whether all or any of the scopes are needed
 * @param scopes the scopes, in the order given; at least one
 */
record ScopeRequirement(Match match, Set<String> scopes) {

  /** Whether all scopes are needed, or any one. */
  enum Match {
    /** Every one of them. */
    ALL,
    /** At least one of them. */
    ANY
  }

  /**
   * Copies the set.
   *
   * @throws IllegalArgumentException if there is no scope, or one that RFC 6749 section 3.3 does
   *     not allow (empty, or with a space, a quote, a backslash or a non-ASCII character)
   */
  ScopeRequirement {
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("a scope requirement names at least one scope");
    }
    scopes.forEach(ScopeRequirement::checkScope);
    scopes =
        scopes.size() == 1
            ? Set.copyOf(scopes)
            : Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
  }

  /**
   * Needs every one of the scopes.
   *
   * @param scopes the scopes, at least one
   * @throws IllegalArgumentException for no scope or a malformed one
   */
  static ScopeRequirement allOf(String... scopes) {
    return new ScopeRequirement(Match.ALL, new LinkedHashSet<>(List.of(scopes)));
  }

  /**
   * Needs at least one of the scopes.
   *
   * @param scopes the scopes, at least one
   * @throws IllegalArgumentException for no scope or a malformed one
   */
  static ScopeRequirement anyOf(String... scopes) {
    return new ScopeRequirement(Match.ANY, new LinkedHashSet<>(List.of(scopes)));
  }

  /**
   * Whether these granted scopes are enough.
   *
   * @param granted the scopes of a token
   */
  boolean isMetBy(Collection<String> granted) {
    boolean all = match == Match.ALL;
    // Without a stream: it is on the way of every request.
    for (String scope : scopes) {
      if (granted.contains(scope) != all) {
        return !all;
      }
    }
    return all;
  }

  /** As in a text route: {@code allOf(read:products)}. */
  @Override
  public String toString() {
    return (match == Match.ALL ? "allOf(" : "anyOf(") + String.join(" ", scopes) + ")";
  }

  static void checkScope(String scope) {
    boolean wellFormed =
        !scope.isEmpty()
            && scope.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    if (!wellFormed) {
      throw new IllegalArgumentException(
          "scope "
              + Quoted.text(scope)
              + " is malformed: a scope is one word of visible ASCII without quote and backslash"
              + " (RFC 6749 section 3.3); give several scopes as several arguments");
    }
  }
}
