package dev.tokenvalidator.testing;

import dev.tokenvalidator.OrganizationTokens;
import java.util.Map;

/**
 * How the tokens of an application look.
 *
 * @param type the {@code typ} of the header
 * @param algorithm that signs
 * @param mark the claim that marks access tokens; empty if none is needed
 */
record TokenShape(
    String issuer,
    String audience,
    String type,
    String algorithm,
    Map<String, String> mark,
    String scopeClaim,
    boolean scopesAreArray,
    String clientIdClaim,
    OrganizationTokens organizations) {

  /** The issuer, where an application has none. The domain never exists (RFC 6761). */
  static final String ISSUER = "https://issuer.test/oidc";

  /** The audience, where an application has none. */
  static final String AUDIENCE = "https://api.test";

  /** The shape that Logto's tokens have (RFC 9068). */
  static final TokenShape DEFAULT =
      new TokenShape(
          ISSUER,
          AUDIENCE,
          "at+jwt",
          TokenKeys.ALGORITHM,
          Map.of(),
          "scope",
          false,
          "client_id",
          OrganizationTokens.REFUSED);
}
