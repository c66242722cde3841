package dev.tokenvalidator;

/**
 * How tokens that were issued for an organization are treated (a Logto feature).
 *
 * <p>An API that is used both globally and inside an organization gets tokens with the same
 * audience and the same scope names; they differ only in {@code organization_id}.
 */
public enum OrganizationTokens {
  /** A token with {@code organization_id} is refused. The default. */
  REFUSED,
  /**
   * A token must have {@code organization_id}. The application must compare {@link
   * AccessToken#organizationId()} with the organization that the request is about.
   */
  REQUIRED,
  /**
   * The audience must be {@code urn:logto:organization:<id>}; no other audience may be configured.
   * The application has the same duty as with {@link #REQUIRED}.
   */
  BY_AUDIENCE,
  /**
   * {@code organization_id} is a claim like any other: for issuers that use it for something else.
   */
  IGNORED;

  /**
   * Whether every token is one of an organization, so that each route, annotation or {@link Access}
   * must say which organizations it accepts. With the others it must not, because no token is
   * checked for an organization.
   */
  public boolean mustBeNamed() {
    return this == REQUIRED || this == BY_AUDIENCE;
  }
}
