package dev.tokenvalidator.benchmarks.speed;

import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/** A consumer of jose4j's over a set of keys that stays. */
final class Jose4jValidation implements Validation {

  private final JwtConsumer consumer;

  Jose4jValidation(IssuedTokens tokens) throws JoseException {
    consumer =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(
                new JwksVerificationKeyResolver(
                    new JsonWebKeySet(tokens.jwkSet()).getJsonWebKeys()))
            .setJwsAlgorithmConstraints(ConstraintType.PERMIT, tokens.algorithm().jwsName())
            .setExpectedType(true, IssuedTokens.TYPE)
            .setExpectedIssuer(IssuedTokens.ISSUER)
            .setExpectedAudience(IssuedTokens.AUDIENCE)
            .setRequireExpirationTime()
            .setRequireSubject()
            .build();
  }

  @Override
  public Object validate(String token) throws Exception {
    JwtClaims claims = consumer.processToClaims(token);
    Validation.requireScope(claims.getStringClaimValue("scope"));
    return claims;
  }
}
