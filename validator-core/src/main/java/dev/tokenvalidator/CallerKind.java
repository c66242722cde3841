package dev.tokenvalidator;

/** Who stands behind a token: a client that acts for itself, or a person. */
public enum CallerKind {
  /** A client that acts for itself (RFC 6749 section 4.4). */
  MACHINE,
  /** A person, on whose behalf the client acts. */
  PERSON,
  /** The token does not say. A route for machines refuses it. */
  UNKNOWN
}
