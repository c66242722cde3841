package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.ScopeRequirement;
import java.util.List;
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
    String part = access.organizationPart();
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
    return access.organizationPart() != null
        && other.access.organizationPart() != null
        && organizationIndex != other.organizationIndex;
  }

  /** Why a valid token is not enough; null where it is. */
  @Nullable Shortfall denial(AccessToken token, String path) {
    Shortfall denial = judge(token, path);
    return denial == null || reasons.isEmpty()
        ? denial
        : new Shortfall(denial.needed(), denial.explanation().withHint(String.join("; ", reasons)));
  }

  private @Nullable Shortfall judge(AccessToken token, String path) {
    if (closed != null) {
      return new Shortfall(null, closed);
    }
    if (access.isMachineOnly() && !token.isMachine()) {
      return new Shortfall(
          null, Explanation.of("a client that acts for itself (sub equals client_id)", "a person"));
    }
    if (access.organizationPart() != null && !isOfOrganization(token, path)) {
      return new Shortfall(
          null,
          Explanation.of(
              "a token of the organization that the path names as " + access.organizationPart(),
              token.organizationId().isPresent()
                  ? "one of another organization"
                  : "one of no organization"));
    }
    if (!access.scopesAreMetBy(token)) {
      return new Shortfall(access.everyScope(), missingScope(token));
    }
    return null;
  }

  private boolean isOfOrganization(AccessToken token, String path) {
    String organization = token.organizationId().orElse(null);
    return organization != null
        && pattern != null
        && organizationIndex >= 0
        && organization.equals(pattern.part(path, organizationIndex));
  }

  private Explanation missingScope(AccessToken token) {
    if (token.scopes().isEmpty()) {
      return Explanation.of(access.toString(), "a token without any scope")
          .withHint(
              "either the client asked the issuer for no scope (parameter scope of the token"
                  + " request), or none that it asked for is granted to it by a role");
    }
    return Explanation.of(access.toString(), "a token without some of these scopes");
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * A refusal of a valid token.
   *
   * @param needed the scopes to ask for; null where no scope would help
   * @param explanation for the operator
   */
  record Shortfall(@Nullable ScopeRequirement needed, Explanation explanation) {}
}
