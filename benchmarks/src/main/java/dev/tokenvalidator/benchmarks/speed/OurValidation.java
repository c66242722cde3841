package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.metrics.TokenValidatorMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This library over a set of keys that stays. */
final class OurValidation {

  private static final Access NEEDED = allOf(IssuedTokens.SCOPE);

  private static final MeterRegistry REGISTRY = new SimpleMeterRegistry();

  private OurValidation() {}

  /** With the defaults. */
  static AccessTokenValidator remembering(IssuedTokens tokens) {
    return builder(tokens).build();
  }

  /** With the defaults, and its meters in a registry that is kept. */
  static AccessTokenValidator withMetrics(IssuedTokens tokens) {
    AccessTokenValidator validator = remembering(tokens);
    new TokenValidatorMetrics(validator).bindTo(REGISTRY);
    return validator;
  }

  /** Verifies every token anew, with the provider, or with the platform's if it is null. */
  static AccessTokenValidator forgetting(IssuedTokens tokens, @Nullable Provider provider) {
    AccessTokenValidatorBuilder builder = builder(tokens).tokenCacheBytes(0);
    if (provider != null) {
      builder.signatureProvider(provider);
    }
    return builder.build();
  }

  private static AccessTokenValidatorBuilder builder(IssuedTokens tokens) {
    return AccessTokenValidator.builder()
        .issuer(IssuedTokens.ISSUER)
        .audience(IssuedTokens.AUDIENCE)
        .jwkSet(tokens.jwkSet());
  }

  static Validation ofTokens(AccessTokenValidator validator) {
    return text -> permitted(validator.validate(text));
  }

  static Validation ofHeaders(AccessTokenValidator validator) {
    return header -> permitted(validator.validateAuthorization(List.of(header)));
  }

  private static AccessToken permitted(AccessToken token) {
    NEEDED.check(token);
    return token;
  }
}
