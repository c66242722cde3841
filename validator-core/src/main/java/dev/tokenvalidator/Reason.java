package dev.tokenvalidator;

/**
 * Why a token was refused: one reason for each way to fail. A token that fails in several ways is
 * refused for one of them; which one is no promise.
 *
 * <p>For the operator (metrics, logs, tests). The client is told none of it: to the outside every
 * reason is the one answer {@code 401 invalid_token} (RFC 6750 section 3.1). Two reasons say
 * nothing about the token, and the client gets 503: {@link #INTERNAL_ERROR} and {@link
 * #SIGNATURE_PROVIDER_FAILED}.
 */
public enum Reason {
  /** Longer than 16 KiB. */
  TOO_LARGE,
  /** Not a JWT but an opaque string: no dots in it. */
  OPAQUE,
  /** Five parts: an encrypted token (JWE, RFC 7516), which is not for us to open. */
  ENCRYPTED,
  /**
   * Not three parts of strict base64url (RFC 7515 section 7.1), or a header that is not strict JSON
   * or goes beyond a limit. Also a JWS or JWE in JSON serialization.
   */
  MALFORMED,
  /** {@code crit} or {@code b64} in the header: an extension that we would have to understand. */
  UNSUPPORTED_CRITICAL_HEADER,
  /** {@code alg} is missing, {@code none}, symmetric, unknown or not among the allowed ones. */
  UNSUPPORTED_ALGORITHM,
  /** {@code typ} is not that of an access token (RFC 9068 section 2.1). */
  WRONG_TYPE,
  /** {@code iss} is none of the configured issuers (RFC 9068 section 4). */
  WRONG_ISSUER,
  /** The issuer's current key set holds no such key. */
  UNKNOWN_KEY,
  /** Two different keys of the issuer's set fit, and the token does not say which it means. */
  AMBIGUOUS_KEY,
  /** The application has called {@link AccessTokenValidator#distrust} for the key. */
  DISTRUSTED_KEY,
  /** The key is for another algorithm than the header's {@code alg} (RFC 8725 section 3.1). */
  ALGORITHM_MISMATCH,
  /** The signature does not verify. */
  BAD_SIGNATURE,
  /** The payload is not one strict JSON object, or goes beyond a limit. */
  MALFORMED_CLAIMS_SET,
  /** A required claim is missing. */
  MISSING_CLAIM,
  /** A claim has a value of the wrong kind. */
  MALFORMED_CLAIM,
  /** Not made for this API: {@code aud} does not hold our resource indicator. */
  WRONG_AUDIENCE,
  /** At or after {@code exp}, clock skew allowed for. */
  EXPIRED,
  /** Before {@code nbf}, clock skew allowed for. */
  NOT_YET_VALID,
  /** {@code iat} lies in the future; judged only where a maximum token age is set. */
  ISSUED_IN_THE_FUTURE,
  /** Older than the maximum token age. */
  TOO_OLD,
  /** Bound to its sender by {@code cnf} (RFC 7800), so not a bearer token. */
  SENDER_CONSTRAINED,
  /** An ID token or a logout token: told by its claims, where its type does not tell. */
  NOT_AN_ACCESS_TOKEN,
  /** Issued for an organization, where tokens of organizations are refused. */
  ORGANIZATION_NOT_ALLOWED,
  /** Issued for no organization, where one is required. */
  ORGANIZATION_REQUIRED,
  /** Refused by a claims rule of the application. */
  CLAIMS_RULE,
  /**
   * Something unexpected was thrown before there was a verdict: a fault of this library, of a
   * claims rule or a clock of the application, or of a library below. The answer is 503.
   */
  INTERNAL_ERROR,
  /**
   * The JCA provider that verifies signatures failed, such as an HSM that cannot be reached. The
   * answer is 503: the token may be good.
   */
  SIGNATURE_PROVIDER_FAILED
}
