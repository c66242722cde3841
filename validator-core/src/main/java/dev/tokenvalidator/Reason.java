package dev.tokenvalidator;

/**
 * Why a token was refused: one reason for each way to fail. A token that fails in several ways is
 * refused for one of them; do not rely on which one.
 *
 * <p>For the operator (metrics, logs, tests). The client always gets the same {@code 401
 * invalid_token} (RFC 6750 section 3.1). Two reasons say nothing about the token, and the client
 * gets 503: {@link #INTERNAL_ERROR} and {@link #SIGNATURE_PROVIDER_FAILED}.
 */
public enum Reason {
  /** The token is longer than 16 KiB, or its header longer than 4 KiB. */
  TOO_LARGE,
  /** An opaque string without dots, not a JWT. */
  OPAQUE,
  /** Five parts: an encrypted token (JWE, RFC 7516). */
  ENCRYPTED,
  /**
   * Not three parts of strict base64url (RFC 7515 section 7.1), or a header that is not strict JSON
   * or exceeds a limit. Also a JWS or JWE in JSON serialization.
   */
  MALFORMED,
  /** {@code crit} or {@code b64} in the header: an extension that this library does not know. */
  UNSUPPORTED_CRITICAL_HEADER,
  /** {@code alg} is missing, {@code none}, symmetric, unknown or not among the allowed ones. */
  UNSUPPORTED_ALGORITHM,
  /** {@code typ} is not the type of an access token (RFC 9068 section 2.1). */
  WRONG_TYPE,
  /** {@code iss} is none of the configured issuers (RFC 9068 section 4). */
  WRONG_ISSUER,
  /** The issuer's current key set has no such key. */
  UNKNOWN_KEY,
  /** Several keys of the issuer's set fit, and the token does not name one. */
  AMBIGUOUS_KEY,
  /** The application distrusted the key ({@link AccessTokenValidator#distrust}). */
  DISTRUSTED_KEY,
  /** The key is for another algorithm than the header's {@code alg} (RFC 8725 section 3.1). */
  ALGORITHM_MISMATCH,
  /** The signature does not verify. */
  BAD_SIGNATURE,
  /** The payload is not one strict JSON object, or exceeds a limit. */
  MALFORMED_CLAIMS_SET,
  /** A required claim is missing. */
  MISSING_CLAIM,
  /**
   * A claim has a value of the wrong type, an empty one, one out of range, or one that contradicts
   * another claim.
   */
  MALFORMED_CLAIM,
  /** Issued for another API: {@code aud} does not contain our resource indicator. */
  WRONG_AUDIENCE,
  /** At or after {@code exp}, with clock skew. */
  EXPIRED,
  /** Before {@code nbf}, with clock skew. */
  NOT_YET_VALID,
  /** {@code iat} is in the future; checked only if a maximum token age is set. */
  ISSUED_IN_THE_FUTURE,
  /** Older than the maximum token age. */
  TOO_OLD,
  /** Bound to its sender by {@code cnf} (RFC 7800), so it is not a bearer token. */
  SENDER_CONSTRAINED,
  /**
   * Its claims show that it is not an access token: it lacks the {@link
   * AccessTokenValidatorBuilder#accessTokenMark mark}, contradicts it, or has a claim of an ID
   * token or a logout token.
   */
  NOT_AN_ACCESS_TOKEN,
  /** Issued for an organization, and tokens of organizations are refused. */
  ORGANIZATION_NOT_ALLOWED,
  /** Issued for no organization, and one is required. */
  ORGANIZATION_REQUIRED,
  /** Refused by a rule of the application ({@link AccessTokenValidatorBuilder#requireClaims}). */
  CLAIMS_RULE,
  /**
   * Something unexpected was thrown: a fault of this library, of a rule or a clock of the
   * application, or of a library below. The response is 503.
   */
  INTERNAL_ERROR,
  /**
   * The JCA provider that verifies signatures failed, such as an HSM that is unreachable. The
   * response is 503: the token may be good.
   */
  SIGNATURE_PROVIDER_FAILED
}
