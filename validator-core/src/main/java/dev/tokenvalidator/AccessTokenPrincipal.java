package dev.tokenvalidator;

import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request, with its access token. The door of the application makes it the
 * request's principal, and handlers find it there: {@code getUserPrincipal()} of a servlet request
 * or of a {@code SecurityContext}.
 *
 * <p>The name is the token's subject. A subject is unique only together with its issuer, so
 * equality compares both. Immutable and safe for use by several threads.
 */
public final class AccessTokenPrincipal implements Principal {

  private final ResourceServer server;
  private final AccessToken token;
  private final Access access;

  /**
   * Makes the principal of a request that was let in.
   *
   * @param server the resource server that let it in, whose realm and reports {@link #authorize}
   *     uses
   * @param token the token that it came with
   * @param access what it had to meet so far
   */
  public AccessTokenPrincipal(ResourceServer server, AccessToken token, Access access) {
    this.server = Objects.requireNonNull(server);
    this.token = Objects.requireNonNull(token);
    this.access = Objects.requireNonNull(access);
  }

  /** The token, which was valid when the request was let in. */
  public AccessToken token() {
    return token;
  }

  /** The token's subject. */
  @Override
  public String getName() {
    return token.subject();
  }

  /**
   * Whether the caller may go further: to a handler that needs more than the door asked for. A
   * refusal is reported.
   *
   * @param method the request's method, compared case-sensitively
   * @param access what the handler needs
   * @param context the route for the report of a refusal, and what the path says where {@link
   *     Access#organization} looks for the organization
   * @return {@link AccessDecision.LetIn} with the token, or 403
   */
  @CheckReturnValue
  public AccessDecision authorize(String method, Access access, RequestContext context) {
    return server.authorize(
        method,
        token,
        access,
        access.namesOrganization() || this.access.namesOrganization(),
        context);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AccessTokenPrincipal principal
        && token.issuer().equals(principal.token.issuer())
        && token.subject().equals(principal.token.subject());
  }

  @Override
  public int hashCode() {
    return Objects.hash(token.issuer(), token.subject());
  }

  /** The token's subject. */
  @Override
  public String toString() {
    return token.subject();
  }
}
