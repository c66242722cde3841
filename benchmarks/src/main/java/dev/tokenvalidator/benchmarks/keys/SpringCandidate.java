package dev.tokenvalidator.benchmarks.keys;

import dev.tokenvalidator.fixtures.TestIssuer;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Spring Security's decoder with its validator for RFC 9068. The life of its keys cannot be set;
 * where they are to expire, they are kept in a cache of Spring's, which is then cleared.
 */
final class SpringCandidate implements Candidate {

  private final NimbusJwtDecoder decoder;
  private final @Nullable Cache cache;

  private SpringCandidate(TestIssuer issuer, @Nullable Cache cache) {
    this.cache = cache;
    NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder builder =
        NimbusJwtDecoder.withJwkSetUri(issuer.jwks().uri().toString())
            .jwsAlgorithm(SignatureAlgorithm.RS256)
            .validateType(false);
    decoder = (cache == null ? builder : builder.cache(cache)).build();
    decoder.setJwtValidator(
        JwtValidators.createAtJwtValidator()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .clientId(issuer.app().id())
            .build());
  }

  static Candidate withDefaults(TestIssuer issuer) {
    return new SpringCandidate(issuer, null);
  }

  static Candidate withCache(TestIssuer issuer) {
    return new SpringCandidate(issuer, new ConcurrentMapCache("jwks"));
  }

  @Override
  public String decide(String token) {
    try {
      decoder.decode(token);
      return ACCEPTED;
    } catch (JwtException e) {
      return e.getClass().getSimpleName();
    }
  }

  @Override
  public void endKeyLife() {
    if (cache == null) {
      throw new IllegalStateException("set up with the cache to clear");
    }
    cache.clear();
  }

  @Override
  public void close() {}
}
