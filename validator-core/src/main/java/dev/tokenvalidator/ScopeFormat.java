package dev.tokenvalidator;

/** How a token writes its scopes. */
public enum ScopeFormat {
  /** One string, scopes separated by single spaces (RFC 9068 section 2.2.3). */
  STRING,
  /** A JSON array of strings, one scope each. */
  ARRAY
}
