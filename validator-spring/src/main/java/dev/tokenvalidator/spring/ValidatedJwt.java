package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenPrincipal;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * A token in Spring Security's form, with the caller that it was made from. Loaded only where
 * Spring Security is.
 */
final class ValidatedJwt extends Jwt {

  private static final long serialVersionUID = 1L;

  /** Clocks may be so far apart at most, so an older token is expired by every setting. */
  private static final Duration MOST_SKEW = Duration.ofMinutes(10);

  /** Not written with a session. */
  private final transient @Nullable AccessTokenPrincipal caller;

  ValidatedJwt(
      String token,
      @Nullable Instant issuedAt,
      Instant expiresAt,
      Map<String, Object> headers,
      Map<String, Object> claims,
      AccessTokenPrincipal caller) {
    super(token, issuedAt, expiresAt, headers, claims);
    this.caller = caller;
  }

  /** The caller; null for one that has been in a session. */
  @Nullable AccessTokenPrincipal caller() {
    return caller;
  }

  /** The caller of a request that Spring Security let in; null if our validator has not seen it. */
  static @Nullable AccessTokenPrincipal callerOf(Principal principal) {
    if (!(principal instanceof Authentication authentication)
        || !authentication.isAuthenticated()) {
      return null;
    }
    ValidatedJwt jwt =
        authentication.getPrincipal() instanceof ValidatedJwt ours
            ? ours
            : authentication.getCredentials() instanceof ValidatedJwt ours ? ours : null;
    // A session may have kept it.
    return jwt == null || jwt.getExpiresAt().isBefore(Instant.now().minus(MOST_SKEW))
        ? null
        : jwt.caller();
  }
}
