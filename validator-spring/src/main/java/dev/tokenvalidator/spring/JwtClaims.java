package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.ClaimTypeException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Claims in the types that Spring Security's own decoder gives them: instants, a list of audiences,
 * and {@code Long} or {@code Double} for numbers.
 */
final class JwtClaims {

  private static final Set<String> TIMES = Set.of("exp", "nbf", "iat");

  private JwtClaims() {}

  static Map<String, Object> of(AccessToken token) {
    Map<String, Object> claims = new LinkedHashMap<>();
    for (String name : token.claimNames()) {
      Object value = value(token, name);
      if (value != null) {
        claims.put(name, value);
      }
    }
    claims.put("aud", token.audience());
    return claims;
  }

  private static @Nullable Object value(AccessToken token, String name) {
    try {
      return TIMES.contains(name)
          ? token.claim(name, Instant.class).orElse(null)
          : plain(token.claim(name, Object.class).orElse(null));
    } catch (ClaimTypeException e) {
      // It is null, which a Jwt cannot hold.
      return null;
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number(number);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(plain(element)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((name, element) -> copy.put(String.valueOf(name), plain(element)));
      return copy;
    }
    return value;
  }

  private static Number number(BigDecimal number) {
    // Spring's decoder tells 1 and 1.0 apart.
    if (number.scale() != 0) {
      return number.doubleValue();
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      return number.doubleValue();
    }
  }
}
