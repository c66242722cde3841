package dev.tokenvalidator.benchmarks.keys;

import static com.nimbusds.jose.jwk.source.JWKSourceBuilder.DEFAULT_CACHE_REFRESH_TIMEOUT;
import static com.nimbusds.jose.jwk.source.JWKSourceBuilder.DEFAULT_CACHE_TIME_TO_LIVE;
import static com.nimbusds.jose.jwk.source.JWKSourceBuilder.DEFAULT_RATE_LIMIT_MIN_INTERVAL;
import static com.nimbusds.jose.jwk.source.JWKSourceBuilder.DEFAULT_REFRESH_AHEAD_TIME;
import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** One library, set up for one issuer. */
final class Candidate implements AutoCloseable {

  /** The outcome of a token that is accepted. */
  static final String ACCEPTED = "accepted";

  /**
   * A library that is compared.
   *
   * @param name of the library
   * @param withDefaults sets it up with its defaults
   * @param withEndingLife sets it up so that its keys can expire within seconds
   */
  record Library(
      String name,
      Function<TestIssuer, Candidate> withDefaults,
      Function<TestIssuer, Candidate> withEndingLife) {}

  /** Returns if a token is valid, and throws an exception otherwise. */
  private interface Validation {
    void validate(String token) throws Exception;
  }

  private static final Duration BEYOND_LIFE = Duration.ofMinutes(11);

  private final Validation validation;
  private final Runnable endOfKeyLife;
  private final Closeable closing;

  private Candidate(Validation validation, Runnable endOfKeyLife, Closeable closing) {
    this.validation = validation;
    this.endOfKeyLife = endOfKeyLife;
    this.closing = closing;
  }

  static List<Library> libraries() {
    return List.of(
        new Library("this library", Candidate::ours, Candidate::ours),
        new Library("Nimbus", issuer -> nimbus(issuer, 1), issuer -> nimbus(issuer, 100)),
        new Library(
            "Spring Security",
            issuer -> spring(issuer, null),
            issuer -> spring(issuer, new ConcurrentMapCache("jwks"))));
  }

  /** This library. Its clock is advanced to expire the keys. */
  private static Candidate ours(TestIssuer issuer) {
    TestClock clock = TestClock.running();
    AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .clock(clock, clock)
            .build();
    return new Candidate(validator::validate, () -> clock.advance(BEYOND_LIFE), validator::close);
  }

  /** Nimbus' own source of keys, with all its times divided by a number. */
  private static Candidate nimbus(TestIssuer issuer, int divisor) {
    long life = DEFAULT_CACHE_TIME_TO_LIVE / divisor;
    JWKSourceBuilder<SecurityContext> builder = nimbusSource(issuer);
    if (divisor > 1) {
      builder
          .cache(life, DEFAULT_CACHE_REFRESH_TIMEOUT / divisor)
          .refreshAheadCache(DEFAULT_REFRESH_AHEAD_TIME / divisor, false)
          .rateLimited(DEFAULT_RATE_LIMIT_MIN_INTERVAL / divisor);
    }
    JWKSource<SecurityContext> source = builder.build();
    DefaultJWTProcessor<SecurityContext> processor =
        NimbusProcessor.create(issuer.issuer(), issuer.resource().indicator());
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, source));
    return new Candidate(
        token -> processor.process(token, null),
        () -> Background.pause(Duration.ofMillis(life + 100)),
        // Its threads are not daemons.
        (Closeable) source);
  }

  /** Spring Security's decoder. The life of its keys cannot be set; a given cache is cleared. */
  private static Candidate spring(TestIssuer issuer, @Nullable Cache cache) {
    NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder builder =
        NimbusJwtDecoder.withJwkSetUri(issuer.jwks().uri().toString())
            .jwsAlgorithm(SignatureAlgorithm.RS256)
            .validateType(false);
    NimbusJwtDecoder decoder = (cache == null ? builder : builder.cache(cache)).build();
    decoder.setJwtValidator(
        JwtValidators.createAtJwtValidator()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .clientId(issuer.app().id())
            .build());
    return new Candidate(decoder::decode, () -> requireNonNull(cache).clear(), () -> {});
  }

  private static JWKSourceBuilder<SecurityContext> nimbusSource(TestIssuer issuer) {
    try {
      return JWKSourceBuilder.create(issuer.jwks().uri().toURL());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Validates a token.
   *
   * @return {@link #ACCEPTED}, or the name of the exception
   */
  String validate(String token) {
    try {
      validation.validate(token);
      return ACCEPTED;
    } catch (Exception e) {
      return e.getClass().getSimpleName();
    }
  }

  /** Has the keys fetched with a good token. */
  void begin(String token) {
    String outcome = validate(token);
    if (!outcome.equals(ACCEPTED)) {
      throw new IllegalStateException("a good token was not accepted: " + outcome);
    }
  }

  /** Lets the keys expire while nobody asks for anything. */
  void endKeyLife() {
    endOfKeyLife.run();
  }

  @Override
  public void close() {
    try {
      closing.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
