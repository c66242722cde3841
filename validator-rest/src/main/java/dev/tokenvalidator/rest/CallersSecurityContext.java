package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessTokenPrincipal;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The security context of a request: its caller is the one that the access token names, or nobody;
 * a role is a scope.
 *
 * @param principal null for nobody
 * @param host of the runtime, which knows whether the connection is secure; null if it has none
 */
record CallersSecurityContext(
    @Nullable AccessTokenPrincipal principal, @Nullable SecurityContext host)
    implements SecurityContext {

  @Override
  public @Nullable Principal getUserPrincipal() {
    return principal;
  }

  /** Never true for {@code *}, which stands for any role elsewhere. */
  @Override
  public boolean isUserInRole(String role) {
    return principal != null && principal.token().scopes().contains(role) && !"*".equals(role);
  }

  @Override
  public boolean isSecure() {
    return host != null && host.isSecure();
  }

  @Override
  public @Nullable String getAuthenticationScheme() {
    return principal == null ? null : "Bearer";
  }
}
