package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.CheckReturnValue;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.ScopeRequirement;
import dev.tokenvalidator.ScopeRequirement.Match;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route asks of a request: nothing, a valid access token, or one with certain scopes (RFC
 * 6749 section 3.3); and on top, if wanted, a machine or an organization.
 *
 * <p>Immutable. {@code toString} writes it as a text route does: {@code allOf(read:products)
 * machineOnly}.
 */
public final class Access {

  private static final Access OPEN = new Access(true, List.of(), false, null, false);
  private static final Access AUTHENTICATED = new Access(false, List.of(), false, null, false);

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
   * A valid token that grants every one of the scopes.
   *
   * @param scopes the scopes, at least one
   * @return what the route asks
   * @throws IllegalArgumentException for no scope or a malformed one
   */
  @CheckReturnValue
  public static Access allOf(String... scopes) {
    return AUTHENTICATED.and(List.of(ScopeRequirement.allOf(scopes)));
  }

  /**
   * A valid token that grants at least one of the scopes.
   *
   * @param scopes the scopes, at least one
   * @return what the route asks
   * @throws IllegalArgumentException for no scope or a malformed one
   */
  @CheckReturnValue
  public static Access anyOf(String... scopes) {
    return AUTHENTICATED.and(List.of(ScopeRequirement.anyOf(scopes)));
  }

  /** A valid token, whatever its scopes. */
  @CheckReturnValue
  public static Access authenticated() {
    return AUTHENTICATED;
  }

  /** Nothing: the request passes as nobody's, and its {@code Authorization} header is not read. */
  @CheckReturnValue
  public static Access open() {
    return OPEN;
  }

  /**
   * Only clients that act for themselves, no person ({@link AccessToken#isMachine()}).
   *
   * @return the same with this added
   * @throws IllegalStateException on {@link #open()}, which knows no caller
   */
  @CheckReturnValue
  public Access machineOnly() {
    checkNotOpen("machineOnly");
    return new Access(open, scopes, true, organizationPart, anyOrganization);
  }

  /**
   * Only tokens of the organization that the path names, compared as they stand ({@link
   * AccessToken#organizationId()}).
   *
   * @param part a named part of the route's pattern: {@code org} for {@code /orgs/{org}/*}
   * @return the same with this added
   * @throws IllegalStateException on {@link #open()}, or beside {@link #anyOrganization()}
   */
  @CheckReturnValue
  public Access organization(String part) {
    checkNotOpen("organization");
    if (anyOrganization || organizationPart != null) {
      throw new IllegalStateException("a route says once which organization may in");
    }
    return new Access(open, scopes, machineOnly, part, false);
  }

  /**
   * Tokens of any organization: the handler must tell them apart by itself. Needed where the
   * validator demands an organization ({@link OrganizationTokens#REQUIRED}) and the path names
   * none.
   *
   * @return the same with this added
   * @throws IllegalStateException on {@link #open()}, or beside {@link #organization}
   */
  @CheckReturnValue
  public Access anyOrganization() {
    checkNotOpen("anyOrganization");
    if (organizationPart != null) {
      throw new IllegalStateException("a route says once which organization may in");
    }
    return new Access(open, scopes, machineOnly, null, true);
  }

  boolean isOpen() {
    return open;
  }

  boolean isMachineOnly() {
    return machineOnly;
  }

  /** The named part of the path that must equal the token's organization. */
  @Nullable String organizationPart() {
    return organizationPart;
  }

  boolean saysWhichOrganization() {
    return anyOrganization || organizationPart != null;
  }

  boolean namesScope() {
    return !scopes.isEmpty();
  }

  boolean scopesAreMetBy(AccessToken token) {
    // An indexed loop: an iterator per request is one allocation too many.
    for (int i = 0; i < scopes.size(); i++) {
      if (!scopes.get(i).isMetBy(token.scopes())) {
        return false;
      }
    }
    return true;
  }

  /**
   * All scopes named, as one requirement: more than enough where any of some would do, but a client
   * that asks for all of them needs to be told only once.
   */
  ScopeRequirement everyScope() {
    if (scopes.size() == 1) {
      return scopes.get(0);
    }
    Set<String> all = new LinkedHashSet<>();
    scopes.forEach(requirement -> all.addAll(requirement.scopes()));
    return new ScopeRequirement(Match.ALL, all);
  }

  /** The same with further scopes; never open. */
  Access and(List<ScopeRequirement> more) {
    List<ScopeRequirement> both = new ArrayList<>(scopes);
    both.addAll(more);
    return new Access(false, List.copyOf(both), machineOnly, organizationPart, anyOrganization);
  }

  /** What meets both. */
  Access and(Access other) {
    if (open) {
      return other;
    }
    if (other.open) {
      return this;
    }
    Access both = and(other.scopes);
    return new Access(
        false,
        both.scopes,
        machineOnly || other.machineOnly,
        organizationPart != null ? organizationPart : other.organizationPart,
        anyOrganization || other.anyOrganization);
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
      text.append(text.isEmpty() ? "" : " ")
          .append(requirement.match() == Match.ALL ? "allOf(" : "anyOf(")
          .append(String.join(" ", requirement.scopes()))
          .append(')');
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
          "an open route knows no caller, so " + refinement + " cannot be asked of it");
    }
  }
}
