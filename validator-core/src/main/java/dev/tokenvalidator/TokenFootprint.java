package dev.tokenvalidator;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the memory of a remembered token in bytes, as HotSpot lays out objects with compressed
 * references, its default for heaps below 32 GiB.
 *
 * <p>A claim may take a hundred times as many bytes as it has characters in the token, for example
 * an array of empty objects. So this counts the objects that the claims were read into.
 */
final class TokenFootprint {

  /**
   * For every token: the entry and its key (32 and 24), the header (24), the token (64), three
   * instants (72), its node in the cache (40) and its share of the cache's tables (64).
   */
  private static final int ENTRY = 320;

  private static final int STRING = 24;
  private static final int ARRAY = 16;
  private static final int REFERENCE = 4;
  private static final int BIG_DECIMAL = 40;
  private static final int BIG_INTEGER = 40;

  /** A number with at most this many digits is kept in a long. */
  private static final int DIGITS_OF_LONG = 18;

  /** The list that a JSON array is read into, and its unmodifiable view. */
  private static final int LIST = 24 + 24;

  /** The list that an audience is copied to, and the set of one scope. */
  private static final int COMPACT_COLLECTION = 24;

  /** The map that a JSON object is read into, and its unmodifiable view. */
  private static final int MAP = 56 + 32;

  /** The map that the claims are copied to. */
  private static final int COMPACT_MAP = 32;

  private static final int MAP_ENTRY = 40;

  /** The set around a map, and its unmodifiable view. */
  private static final int SET = 16 + 16;

  private static final int MIN_TABLE = 16;
  private static final int MIN_LIST_CAPACITY = 10;

  /** Names that every token has. The parser interns them, so the JVM has each of them once. */
  private static final Set<String> USUAL_NAMES =
      Set.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "nbf",
          "iat",
          "jti",
          "scope",
          "client_id",
          "organization_id",
          "azp",
          "typ");

  private TokenFootprint() {}

  /** Everything but the scopes. */
  static long of(String text, AccessToken token) {
    int audiences = token.audience().size();
    return ENTRY
        + ascii(text.length())
        + ofClaims(token.claims())
        + COMPACT_COLLECTION
        + (audiences > 2 ? array(REFERENCE * audiences) : 0)
        + token.organizationId().map(TokenFootprint::of).orElse(0L);
  }

  /**
   * The scopes of a token.
   *
   * @param scopes as they were read
   * @param areInClaims whether each scope is a string of a claim, and counted with it
   */
  static long ofScopes(Set<String> scopes, boolean areInClaims) {
    if (scopes.isEmpty()) {
      return 0;
    }
    long sum =
        scopes.size() == 1
            ? COMPACT_COLLECTION
            : SET + MAP + table(scopes.size()) + (long) MAP_ENTRY * scopes.size();
    if (!areInClaims) {
      for (String scope : scopes) {
        sum += of(scope);
      }
    }
    return sum;
  }

  private static long ofClaims(Map<String, @Nullable Object> claims) {
    return hasNull(claims)
        ? ofMap(claims)
        : COMPACT_MAP + array(4 * REFERENCE * claims.size()) + ofMembers(claims);
  }

  /** Such claims were not copied to the smaller map, which allows no null. */
  private static boolean hasNull(Map<String, @Nullable Object> claims) {
    for (Object value : claims.values()) {
      if (value == null) {
        return true;
      }
    }
    return false;
  }

  private static long ofMap(Map<?, ?> map) {
    return map.isEmpty()
        ? MAP
        : MAP + table(map.size()) + (long) MAP_ENTRY * map.size() + ofMembers(map);
  }

  private static long ofMembers(Map<?, ?> map) {
    long sum = 0;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      sum += member.getKey() instanceof String name && !USUAL_NAMES.contains(name) ? of(name) : 0;
      sum += ofValue(member.getValue());
    }
    return sum;
  }

  private static long ofList(List<?> list) {
    long sum = LIST + (list.isEmpty() ? 0 : array(REFERENCE * capacity(list.size())));
    for (Object element : list) {
      sum += ofValue(element);
    }
    return sum;
  }

  private static long ofValue(@Nullable Object value) {
    if (value instanceof String string) {
      return of(string);
    }
    if (value instanceof BigDecimal number) {
      return of(number);
    }
    if (value instanceof List<?> list) {
      return ofList(list);
    }
    // There is one true, one false and one null.
    return value instanceof Map<?, ?> map ? ofMap(map) : 0;
  }

  private static long of(String string) {
    return isLatin1(string) ? ascii(string.length()) : STRING + array(2 * string.length());
  }

  private static long ascii(int length) {
    return STRING + array(length);
  }

  /** A string takes one byte for each character, or two if one of them needs two. */
  private static boolean isLatin1(String string) {
    for (int i = 0; i < string.length(); i++) {
      if (string.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  private static long of(BigDecimal number) {
    int digits = number.precision();
    // Ten bits are three digits.
    return BIG_DECIMAL
        + (digits > DIGITS_OF_LONG ? BIG_INTEGER + array(4 * (digits * 10 / 96 + 1)) : 0);
  }

  private static long array(int bytes) {
    return (ARRAY + (long) bytes + 7) / 8 * 8;
  }

  /** Of a hash table, which is doubled when it is three quarters full. */
  private static long table(int size) {
    int slots = MIN_TABLE;
    while (slots / 4 * 3 < size) {
      slots *= 2;
    }
    return array(REFERENCE * slots);
  }

  /** Of a list, which grows by half when it is full. */
  private static int capacity(int size) {
    int capacity = MIN_LIST_CAPACITY;
    while (capacity < size) {
      capacity += capacity / 2;
    }
    return capacity;
  }
}
