package dev.tokenvalidator;

/** Audiences that Logto gives a meaning of its own. */
final class LogtoAudiences {

  /** Any client of a tenant can get tokens for it. */
  static final String RESERVED = "urn:logto:resource:organizations";

  /** What the audience of an organization token begins with; the organization's id follows. */
  static final String ORGANIZATION_PREFIX = "urn:logto:organization:";

  private LogtoAudiences() {}
}
