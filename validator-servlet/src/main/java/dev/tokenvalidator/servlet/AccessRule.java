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
 * What covers a request: a route, the annotations of a servlet, or both together. Immutable.
 *
 * <p>Compared by identity: there is one for each thing that was configured.
 */
final class AccessRule {

  private final String name;
  private final Access access;

  /** Where the path names the organization; null where it does not matter. */
  private final @Nullable PathPattern pattern;

  private final int organizationIndex;

  /** Why nobody may in; null where somebody may. */
  private final @Nullable Explanation closed;

  /** Why rules were joined, as far as the operator should know. */
  private final List<String> reasons;

  /**
   * Makes a rule.
   *
   * @param name the rule as configured, for the operator
   * @param pattern of the route, where there is one; it has the part that the access names
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

  /** One that lets nobody in: a caller with a good token is told so, and others nothing more. */
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

  /** What the operator should know about a refusal by this rule; null for nothing. */
  @Nullable String hint() {
    if (closed != null) {
      return closed.hint().orElse(null);
    }
    return reasons.isEmpty() ? null : String.join("; ", reasons);
  }

  boolean isOpen() {
    return access.isOpen();
  }

  /** Both rules as one: what meets both. */
  AccessRule and(AccessRule other) {
    return and(other, null);
  }

  /**
   * Both rules as one: what meets both, and so nothing if one of them is closed.
   *
   * @param why both count, for the hint of a refusal; null where that needs no saying
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

  /** Whether both read the organization out of the path, but out of different parts of it. */
  boolean readsOtherOrganizationThan(AccessRule other) {
    return access.organizationPart().isPresent()
        && other.access.organizationPart().isPresent()
        && organizationIndex != other.organizationIndex;
  }

  /** Why a valid token is not enough; null where it is. */
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
   * @param requiredScopes the scopes to request; empty where no scope would help
   * @param explanation for the operator
   */
  record Shortfall(Set<String> requiredScopes, Explanation explanation) {}
}
