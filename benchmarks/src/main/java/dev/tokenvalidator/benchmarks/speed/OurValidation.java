package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import java.security.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This library over a set of keys that stays. */
final class OurValidation {

  private static final Access NEEDED = allOf(IssuedTokens.SCOPE);

  private OurValidation() {}

  /** With the defaults. */
  static AccessTokenValidator remembering(IssuedTokens tokens) {
    return builder(tokens).build();
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
