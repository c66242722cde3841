package dev.tokenvalidator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request must have to be admitted: nothing, a valid access token, or one that was granted
 * certain scopes (RFC 6749 section 3.3); optionally also a machine as the caller, or an
 * organization.
 *
 * <pre>{@code
 * allOf("read:products").check(token);
 * }</pre>
 *
 * <p>Scopes are compared whole and case-sensitively: {@code read:products} does not grant {@code
 * read}. Immutable and safe for use by several threads. {@code toString} writes it as a text route
 * does: {@code allOf(read:products) machineOnly}.
 */
public final class Access {

  private static final Access OPEN = new Access(true, List.of(), false, null, false);
  private static final Access AUTHENTICATED = new Access(false, List.of(), false, null, false);

  /** Asks the issuer for a refresh token (OpenID Connect Core section 11). */
  static final String OFFLINE_ACCESS = "offline_access";

  private final boolean open;
  private final List<ScopeRequirement> scopes;
  private final boolean machineOnly;
  private final @Nullable String organizationPart;
  private final boolean anyOrganization;

  private Access(
      boolean open,
      List<ScopeRequirement> scopes,
      boolean machineOnly,
      @Nullable String organizationPart,
      boolean anyOrganization) {
    this.open = open;
    this.scopes = scopes;
    this.machineOnly = machineOnly;
    this.organizationPart = organizationPart;
    this.anyOrganization = anyOrganization;
  }

  /**
   * A valid token that was granted every one of the scopes.
   *
   * @param scopes the scopes, at least one
   * @throws IllegalArgumentException if no scope is given, or one is malformed
   */
  @CheckReturnValue
  public static Access allOf(String... scopes) {
    return AUTHENTICATED.with(ScopeRequirement.allOf(scopes));
  }

  /**
   * A valid token that was granted at least one of the scopes.
   *
   * @param scopes the scopes, at least one
   * @throws IllegalArgumentException if no scope is given, or one is malformed
   */
  @CheckReturnValue
  public static Access anyOf(String... scopes) {
    return AUTHENTICATED.with(ScopeRequirement.anyOf(scopes));
  }

  /** A valid token, whatever its scopes. */
  @CheckReturnValue
  public static Access authenticated() {
    return AUTHENTICATED;
  }

  /** Nothing: the request has no caller, and its {@code Authorization} header is not read. */
  @CheckReturnValue
  public static Access open() {
    return OPEN;
  }

  /**
   * What an annotation asks for: all of its {@code value}, and any one of its {@code anyOf}.
   *
   * @param annotation the annotation of an endpoint
   * @throws IllegalArgumentException if it names no scope, or a malformed one
   */
  @CheckReturnValue
  public static Access of(RequiresScope annotation) {
    Access access = AUTHENTICATED;
    if (annotation.value().length > 0) {
      access = access.with(ScopeRequirement.allOf(annotation.value()));
    }
    if (annotation.anyOf().length > 0) {
      access = access.with(ScopeRequirement.anyOf(annotation.anyOf()));
    }
    if (access == AUTHENTICATED) {
      throw new IllegalArgumentException("it names no scope");
    }
    return access;
  }

  /**
   * Adds that the caller must be a client that acts for itself ({@link AccessToken#isMachine()}). A
   * token that does not say so is refused.
   *
   * @throws IllegalStateException on {@link #open()}, which has no caller
   */
  @CheckReturnValue
  public Access machineOnly() {
    checkNotOpen("machineOnly");
    return new Access(open, scopes, true, organizationPart, anyOrganization);
  }

  /**
   * Adds that the token must be issued for the organization that the path names ({@link
   * AccessToken#organizationId()}), compared as both stand.
   *
   * @param part a named part of the route's pattern: {@code org} for {@code /orgs/{org}/*}
   * @throws IllegalStateException on {@link #open()}, or if an organization was named before
   */
  @CheckReturnValue
  public Access organization(String part) {
    checkNotOpen("organization");
    if (anyOrganization || organizationPart != null) {
      throw new IllegalStateException(
          "the organization is named already; name one part of the path, or any organization, once");
    }
    return new Access(open, scopes, machineOnly, part, false);
  }

  /**
   * Adds that tokens of any organization are accepted; the handler must tell them apart. Needed
   * where the validator demands an organization ({@link OrganizationTokens#REQUIRED}) and the path
   * names none.
   *
   * @throws IllegalStateException on {@link #open()}, or beside {@link #organization}
   */
  @CheckReturnValue
  public Access anyOrganization() {
    checkNotOpen("anyOrganization");
    if (organizationPart != null) {
      throw new IllegalStateException(
          "the organization is named already; name one part of the path, or any organization, once");
    }
    return new Access(open, scopes, machineOnly, null, true);
  }

  /**
   * Joins two requirements: a request must meet both. Beside {@link #open()} the result is the
   * other one. <b>If both name a part of the path for the organization, only the first is kept</b>:
   * join them only if both parts are the same text of the path.
   *
   * @param other what must be met as well
   */
  @CheckReturnValue
  public Access and(Access other) {
    if (open) {
      return other;
    }
    if (other.open) {
      return this;
    }
    Set<ScopeRequirement> both = new LinkedHashSet<>(scopes);
    both.addAll(other.scopes);
    return new Access(
        false,
        List.copyOf(both),
        machineOnly || other.machineOnly,
        organizationPart != null ? organizationPart : other.organizationPart,
        anyOrganization || other.anyOrganization);
  }

  /** Whether a request needs no token. */
  @CheckReturnValue
  public boolean isOpen() {
    return open;
  }

  /** The part of the path that {@link #organization} named. */
  @CheckReturnValue
  public Optional<String> organizationPart() {
    return Optional.ofNullable(organizationPart);
  }

  /** Whether it says which organizations are accepted: one that the path names, or any. */
  @CheckReturnValue
  public boolean namesOrganization() {
    return anyOrganization || organizationPart != null;
  }

  /**
   * Every scope that is named, in the order given: what a client has to request. Where one of
   * several is enough, all of them are listed.
   *
   * @return the scopes, unmodifiable; empty if none is named
   */
  @CheckReturnValue
  public Set<String> requiredScopes() {
    if (scopes.size() == 1) {
      return scopes.get(0).scopes();
    }
    Set<String> all = new LinkedHashSet<>();
    scopes.forEach(requirement -> all.addAll(requirement.scopes()));
    return Collections.unmodifiableSet(all);
  }

  /**
   * The fewest scopes that a client has to request: all that are needed, and of several that
   * suffice the first. Without {@code offline_access}, which is a matter between client and issuer.
   *
   * @return the scopes in the order given, unmodifiable; empty if none is named
   */
  @CheckReturnValue
  public Set<String> scopesToRequest() {
    Set<String> fewest = new LinkedHashSet<>();
    for (ScopeRequirement requirement : scopes) {
      if (requirement.match() == ScopeRequirement.Match.ALL) {
        fewest.addAll(requirement.scopes());
      } else {
        fewest.add(requirement.scopes().iterator().next());
      }
    }
    fewest.remove(OFFLINE_ACCESS);
    return Collections.unmodifiableSet(fewest);
  }

  /**
   * Demands that a validated token has what this asks for.
   *
   * @param token a validated token
   * @throws InsufficientScopeException if it does not (403)
   * @throws IllegalStateException if this compares the organization with a part of the path: use
   *     {@link #check(AccessToken, String)}
   */
  public void check(AccessToken token) {
    if (organizationPart != null) {
      throw new IllegalStateException(
          "the organization is compared with the part "
              + organizationPart
              + " of the path: give check what the path says there");
    }
    check(token, null);
  }

  /**
   * Demands that a validated token has what this asks for, of a request whose path names an
   * organization.
   *
   * @param token a validated token
   * @param organizationId what the path says in the part that {@link #organization} named; null if
   *     it has no such part, which no token meets
   * @throws InsufficientScopeException if it does not (403)
   */
  public void check(AccessToken token, @Nullable String organizationId) {
    if (open) {
      return;
    }
    if (machineOnly && !token.isMachine()) {
      throw new InsufficientScopeException(Set.of(), Shortfalls.notMachine(token));
    }
    if (organizationPart != null && !isOf(organizationId, token)) {
      throw new InsufficientScopeException(
          Set.of(),
          Explanation.of(
              "a token of the organization that the path names as " + organizationPart,
              token.organizationId().isPresent()
                  ? "one of another organization"
                  : "one of no organization"));
    }
    if (!isGranted(token.scopes())) {
      throw new InsufficientScopeException(
          requiredScopes(), Shortfalls.missingScopes(toString(), missing(token.scopes()), token));
    }
  }

  private static boolean isOf(@Nullable String organizationId, AccessToken token) {
    String organization = token.organizationId().orElse(null);
    return organization != null && organization.equals(organizationId);
  }

  private boolean isGranted(Set<String> granted) {
    // An indexed loop: an iterator per request is one allocation too many.
    for (int i = 0; i < scopes.size(); i++) {
      if (!scopes.get(i).isMetBy(granted)) {
        return false;
      }
    }
    return true;
  }

  /** The requirements that the granted scopes do not meet. */
  private List<ScopeRequirement> missing(Set<String> granted) {
    return scopes.stream().filter(requirement -> !requirement.isMetBy(granted)).toList();
  }

  private Access with(ScopeRequirement more) {
    List<ScopeRequirement> both = new ArrayList<>(scopes);
    both.add(more);
    return new Access(false, List.copyOf(both), machineOnly, organizationPart, anyOrganization);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (open) {
      text.append("open");
    } else if (scopes.isEmpty()) {
      text.append("authenticated");
    }
    for (ScopeRequirement requirement : scopes) {
      text.append(text.isEmpty() ? "" : " ").append(requirement);
    }
    if (machineOnly) {
      text.append(" machineOnly");
    }
    if (organizationPart != null) {
      text.append(" organization(").append(organizationPart).append(')');
    }
    if (anyOrganization) {
      text.append(" anyOrganization");
    }
    return text.toString();
  }

  private void checkNotOpen(String refinement) {
    if (open) {
      throw new IllegalStateException(
          "an open route has no caller, so it cannot have " + refinement);
    }
  }
}
