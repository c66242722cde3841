package dev.tokenvalidator;

/**
 * What to do with tokens that an issuer made for an organization (a Logto feature).
 *
 * <p>An API used both globally and inside an organization gets tokens with the same audience and
 * the same scope names; only {@code organization_id} tells them apart.
 */
public enum OrganizationTokens {
  /** A token that carries {@code organization_id} is not for this API. The default. */
  REFUSED,
  /**
   * A token must carry {@code organization_id}. Whoever answers the request must compare {@link
   * AccessToken#organizationId()} with the organization that the request is about.
   */
  REQUIRED,
  /**
   * Organization tokens proper: the audience is {@code urn:logto:organization:<id>}, and no other
   * audience may be configured. The duty is that of {@link #REQUIRED}.
   */
  BY_AUDIENCE,
  /**
   * For issuers that use {@code organization_id} for something else: it is a claim like any other.
   */
  IGNORED
}
