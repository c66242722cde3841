package dev.tokenvalidator;

import dev.tokenvalidator.internal.jws.CompactJws;
import dev.tokenvalidator.internal.jws.VerifiedJws;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token (RFC 7519 section 4), read strictly. A claim that is present, {@code null}
 * included, has the right type, or the token is refused.
 */
final class ClaimsSet {

  /** The last second of the year 9999. */
  private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253402300799L);

  private final Map<String, @Nullable Object> claims;

  private ClaimsSet(Map<String, @Nullable Object> claims) {
    this.claims = claims;
  }

  static ClaimsSet of(VerifiedJws jws) {
    try {
      return new ClaimsSet(jws.payload());
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  /** The claims of a token whose signature is unverified, to show them to an operator. */
  static ClaimsSet unverified(CompactJws jws) {
    try {
      return new ClaimsSet(jws.unverifiedPayload());
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  /** The claims of a validated token. */
  static ClaimsSet validated(Map<String, @Nullable Object> claims) {
    return new ClaimsSet(claims);
  }

  /** The claim {@code iss} of a token whose signature is unverified: only a key into a map. */
  static String unverifiedIssuer(CompactJws jws) {
    try {
      return new ClaimsSet(jws.unverifiedPayload()).requiredString("iss");
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  private static InvalidTokenException malformed(MalformedJsonException e) {
    return new InvalidTokenException(
        Reason.MALFORMED_CLAIMS_SET,
        e.isBeyondLimit()
            ? Explanation.of("a payload within the limits for JSON", e.found())
                .withHint(
                    "a claim that the issuer adds may be valid JSON, but is larger than this library reads")
            : Explanation.of("one strict JSON object as payload", e.found()));
  }

  /** The same in a third of the memory, for a token that is remembered. */
  ClaimsSet compact() {
    // The smaller map allows no null.
    return claims.containsValue(null) ? this : new ClaimsSet(Map.copyOf(claims));
  }

  /** All claims, unmodifiable. */
  Map<String, @Nullable Object> all() {
    return claims;
  }

  boolean has(String name) {
    return claims.containsKey(name);
  }

  String requiredString(String name) {
    String value = optionalString(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** A string that is not empty; null if the claim is missing. */
  @Nullable String optionalString(String name) {
    Object claim = claims.get(name);
    if (claim instanceof String value && !value.isEmpty()) {
      return value;
    }
    if (claim == null && !has(name)) {
      return null;
    }
    throw malformed(name, "a string that is not empty");
  }

  Instant requiredTime(String name) {
    Instant value = optionalTime(name, RoundingMode.FLOOR);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /**
   * A NumericDate (RFC 7519 section 2); null if the claim is missing. A fraction of a second is
   * rounded to the strict side, which the caller names.
   */
  @Nullable Instant optionalTime(String name, RoundingMode strictSide) {
    Object claim = claims.get(name);
    if (claim == null && !has(name)) {
      return null;
    }
    Instant value = numericDate(claim, strictSide);
    if (value == null) {
      InvalidTokenException malformed = malformed(name, "a NumericDate from 1970 to 9999");
      throw isInMilliseconds(claim)
          ? malformed.withHint(
              "it is in milliseconds; let the issuer write seconds (RFC 7519 section 2)")
          : malformed;
    }
    return value;
  }

  /** Whether it would be a time of these decades if it were in milliseconds. */
  private static boolean isInMilliseconds(@Nullable Object value) {
    return value instanceof BigDecimal number
        && number.compareTo(LAST_SECOND) > 0
        && number.movePointLeft(3).compareTo(LAST_SECOND) <= 0;
  }

  /** {@code aud}: a string or an array of strings (RFC 7519 section 4.1.3). */
  List<String> audience() {
    Object value = claims.get("aud");
    if (value instanceof String single) {
      return List.of(single);
    }
    if (!has("aud")) {
      throw missing("aud");
    }
    List<String> audience = strings(value);
    if (audience == null || audience.isEmpty()) {
      throw malformed("aud", "a string or an array of strings");
    }
    return audience;
  }

  static @Nullable Long wholeNumber(@Nullable Object value) {
    if (!(value instanceof BigDecimal number)) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static @Nullable Instant numericDate(@Nullable Object value, RoundingMode rounding) {
    if (!(value instanceof BigDecimal number)
        || number.signum() < 0
        || number.compareTo(LAST_SECOND) > 0) {
      return null;
    }
    return Instant.ofEpochSecond(number.setScale(0, rounding).longValueExact());
  }

  /** The elements of an array of strings; null for any other value. */
  static @Nullable List<String> strings(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      return null;
    }
    List<String> strings = new ArrayList<>(list.size());
    for (Object element : list) {
      if (!(element instanceof String string)) {
        return null;
      }
      strings.add(string);
    }
    return strings;
  }

  static InvalidTokenException missing(String name) {
    return new InvalidTokenException(
        Reason.MISSING_CLAIM, Explanation.of("claim " + name, "a token without it"));
  }

  static InvalidTokenException malformed(String name, String expected) {
    return new InvalidTokenException(
        Reason.MALFORMED_CLAIM,
        Explanation.of(expected + " as claim " + name, "another kind of value"));
  }
}
