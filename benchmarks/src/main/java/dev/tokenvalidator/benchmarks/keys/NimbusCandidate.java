package dev.tokenvalidator.benchmarks.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Set;

/**
 * Nimbus' own processor with a source of keys from {@code JWKSourceBuilder}, as its documentation
 * has it.
 */
final class NimbusCandidate implements Candidate {

  /** All times of the source are a hundredth of their defaults where its keys are to expire. */
  static final int SHORTENED_BY = 100;

  private final JWKSource<SecurityContext> source;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final Duration life;

  private NimbusCandidate(TestIssuer issuer, JWKSource<SecurityContext> source, Duration life) {
    this.source = source;
    this.life = life;
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, source));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            issuer.resource().indicator(),
            new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
            Set.of("sub", "exp", "client_id")));
  }

  static Candidate withDefaults(TestIssuer issuer) {
    return new NimbusCandidate(
        issuer,
        builder(issuer).build(),
        Duration.ofMillis(JWKSourceBuilder.DEFAULT_CACHE_TIME_TO_LIVE));
  }

  static Candidate withShortenedTimes(TestIssuer issuer) {
    long life = JWKSourceBuilder.DEFAULT_CACHE_TIME_TO_LIVE / SHORTENED_BY;
    return new NimbusCandidate(
        issuer,
        builder(issuer)
            .cache(life, JWKSourceBuilder.DEFAULT_CACHE_REFRESH_TIMEOUT / SHORTENED_BY)
            .refreshAheadCache(JWKSourceBuilder.DEFAULT_REFRESH_AHEAD_TIME / SHORTENED_BY, false)
            .rateLimited(JWKSourceBuilder.DEFAULT_RATE_LIMIT_MIN_INTERVAL / SHORTENED_BY)
            .build(),
        Duration.ofMillis(life));
  }

  private static JWKSourceBuilder<SecurityContext> builder(TestIssuer issuer) {
    try {
      return JWKSourceBuilder.create(issuer.jwks().uri().toURL());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String decide(String token) {
    try {
      processor.process(token, null);
      return ACCEPTED;
    } catch (ParseException | BadJOSEException | JOSEException e) {
      return e.getClass().getSimpleName();
    }
  }

  @Override
  public void endKeyLife() {
    Background.pause(life.plusMillis(100));
  }

  @Override
  public void close() {
    // Its threads are not daemons.
    if (source instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
