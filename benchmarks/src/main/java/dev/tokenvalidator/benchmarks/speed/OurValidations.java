package dev.tokenvalidator.benchmarks.speed;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import java.security.Provider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This library, and all that is used of it here. */
final class OurValidations {

  private static final Access NEEDED = allOf(IssuedTokens.SCOPE);

  private OurValidations() {}

  private static AccessTokenValidatorBuilder builder(IssuedTokens tokens) {
    return AccessTokenValidator.builder()
        .issuer(IssuedTokens.ISSUER)
        .audience(IssuedTokens.AUDIENCE)
        .jwkSet(tokens.jwkSet());
  }

  /** As it comes: tokens that were found valid are remembered. */
  static AccessTokenValidator remembering(IssuedTokens tokens) {
    return builder(tokens).build();
  }

  /** With room for so many bytes of tokens that were found valid. */
  static AccessTokenValidator remembering(
      IssuedTokens tokens, long bytes, @Nullable Provider provider) {
    AccessTokenValidatorBuilder builder = builder(tokens).tokenCacheBytes(bytes);
    if (provider != null) {
      builder.signatureProvider(provider);
    }
    return builder.build();
  }

  /** Every token is verified. */
  static AccessTokenValidator forgetting(IssuedTokens tokens, @Nullable Provider provider) {
    return remembering(tokens, 0, provider);
  }

  static Validation ofTokens(AccessTokenValidator validator) {
    return text -> {
      AccessToken token = validator.validate(text);
      NEEDED.check(token);
      return token;
    };
  }

  static Validation ofHeaders(AccessTokenValidator validator) {
    return header -> {
      AccessToken token = validator.validateAuthorization(List.of(header));
      NEEDED.check(token);
      return token;
    };
  }
}
