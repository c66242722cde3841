package dev.tokenvalidator.benchmarks.speed;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.Jwks;
import java.security.Key;
import java.util.HashMap;
import java.util.Map;

/** jjwt with Jackson. It leaves the type, and whether there is an expiry, to the application. */
final class JjwtValidation implements Validation {

  private final JwtParser parser;
  private final String algorithm;

  JjwtValidation(IssuedTokens tokens) {
    algorithm = tokens.algorithm().jwsName();
    Map<String, Key> keys = new HashMap<>();
    for (Jwk<?> jwk : Jwks.setParser().build().parse(tokens.jwkSet()).getKeys()) {
      keys.put(jwk.getId(), jwk.toKey());
    }
    parser =
        Jwts.parser()
            .keyLocator(header -> header instanceof JwsHeader jws ? keys.get(jws.getKeyId()) : null)
            .requireIssuer(IssuedTokens.ISSUER)
            .requireAudience(IssuedTokens.AUDIENCE)
            .build();
  }

  @Override
  public Object validate(String token) {
    Jws<Claims> jws = parser.parseSignedClaims(token);
    if (!IssuedTokens.TYPE.equals(jws.getHeader().getType())
        || !algorithm.equals(jws.getHeader().getAlgorithm())
        || jws.getPayload().getExpiration() == null) {
      throw new IllegalArgumentException("another type or algorithm, or no expiry");
    }
    Validation.requireScope(jws.getPayload().get("scope", String.class));
    return jws;
  }
}
