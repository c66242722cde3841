package dev.tokenvalidator.benchmarks.speed;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Spring Security's decoder over a set of keys that stays. */
final class SpringValidation implements Validation {

  private final NimbusJwtDecoder decoder;

  SpringValidation(IssuedTokens tokens) throws ParseException {
    decoder =
        NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(JWKSet.parse(tokens.jwkSet())))
            .jwsAlgorithm(
                Objects.requireNonNull(SignatureAlgorithm.from(tokens.algorithm().jwsName())))
            // The type is one of the validators below, as its documentation has it for at+jwt.
            .jwtProcessorCustomizer(
                processor -> processor.setJWSTypeVerifier((type, context) -> {}))
            .build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTypeValidator(IssuedTokens.TYPE),
            new JwtTimestampValidator(),
            new JwtIssuerValidator(IssuedTokens.ISSUER),
            new JwtClaimValidator<List<String>>(
                "aud", audience -> audience != null && audience.contains(IssuedTokens.AUDIENCE))));
  }

  @Override
  public Object validate(String token) {
    Jwt jwt = decoder.decode(token);
    Validation.requireScope(jwt.getClaimAsString("scope"));
    return jwt;
  }
}
