package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.InsufficientScopeException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule that covers a request: a route, the annotations of a servlet, or both together.
 * Immutable.
 *
 * <p>Compared by identity: each route and each annotation has one rule.
 */
final class AccessRule {

  private final String name;
  private final Access access;

  /** Finds the organization in the path; null if the rule has no route. */
  private final @Nullable PathPattern pattern;

  private final int organizationIndex;

  /** Why the rule refuses every request; null if it does not. */
  private final @Nullable Explanation closed;

  /** Why rules were joined, for the operator. */
  private final List<String> reasons;

  /**
   * Makes a rule.
   *
   * @param name the rule as configured, for the operator
   * @param pattern of the route; null for an annotation. It has the part that the access names
   */
  AccessRule(String name, Access access, @Nullable PathPattern pattern) {
    this(name, access, pattern, null, List.of());
  }

  private AccessRule(
      String name,
      Access access,
      @Nullable PathPattern pattern,
      @Nullable Explanation closed,
      List<String> reasons) {
    this.name = name;
    this.access = access;
    this.pattern = pattern;
    String part = access.organizationPart().orElse(null);
    this.organizationIndex = pattern == null || part == null ? -1 : pattern.indexOf(part);
    this.closed = closed;
    this.reasons = reasons;
  }

  /**
   * A rule that refuses every request: 403 with a valid token; without one, the answer of any rule.
   */
  static AccessRule closed(String name, Explanation explanation) {
    return new AccessRule(name, Access.authenticated(), null, explanation, List.of());
  }

  String name() {
    return name;
  }

  Access access() {
    return access;
  }

  boolean isClosed() {
    return closed != null;
  }

  /** A hint for the operator about a refusal by this rule; null for none. */
  @Nullable String hint() {
    if (closed != null) {
      return closed.hint().orElse(null);
    }
    return reasons.isEmpty() ? null : String.join("; ", reasons);
  }

  boolean isOpen() {
    return access.isOpen();
  }

  /**
   * Joins two rules: a request must meet both. The result is closed if one of them is.
   *
   * @param why both count, for the hint of a refusal; null if that is obvious
   */
  AccessRule and(AccessRule other, @Nullable String why) {
    if (isClosed()) {
      return this;
    }
    if (other.isClosed()) {
      return other;
    }
    return new AccessRule(
        name + " and " + other.name,
        access.and(other.access),
        organizationIndex >= 0 ? pattern : other.pattern,
        null,
        Stream.of(reasons, other.reasons, why == null ? List.<String>of() : List.of(why))
            .flatMap(List::stream)
            .distinct()
            .toList());
  }

  /** Whether both read the organization from the path, but from different parts of it. */
  boolean readsOtherOrganizationThan(AccessRule other) {
    return access.organizationPart().isPresent()
        && other.access.organizationPart().isPresent()
        && organizationIndex != other.organizationIndex;
  }

  /** What a valid token lacks; null if it is enough. */
  @Nullable Shortfall shortfall(AccessToken token, String path) {
    if (closed != null) {
      return withReasons(new Shortfall(Set.of(), closed));
    }
    try {
      access.check(token, organizationIn(path));
      return null;
    } catch (InsufficientScopeException e) {
      return withReasons(new Shortfall(e.requiredScopes(), e.explanation()));
    }
  }

  private Shortfall withReasons(Shortfall shortfall) {
    return reasons.isEmpty()
        ? shortfall
        : new Shortfall(
            shortfall.requiredScopes(),
            shortfall.explanation().withHint(String.join("; ", reasons)));
  }

  private @Nullable String organizationIn(String path) {
    return pattern == null || organizationIndex < 0 ? null : pattern.part(path, organizationIndex);
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * What a valid token lacks.
   *
   * @param requiredScopes the scopes to request; empty if no scope would help
   * @param explanation for the operator
   */
  record Shortfall(Set<String> requiredScopes, Explanation explanation) {}
}
