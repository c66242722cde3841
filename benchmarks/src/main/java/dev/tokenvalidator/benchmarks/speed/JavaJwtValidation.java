package dev.tokenvalidator.benchmarks.speed;

import com.auth0.jwk.JwkException;
import com.auth0.jwk.JwkProvider;
import com.auth0.jwk.JwkProviderBuilder;
import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.ECDSAKeyProvider;
import com.auth0.jwt.interfaces.RSAKeyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Auth0's java-jwt with the keys of jwks-rsa and its default cache. The application checks the
 * type.
 */
final class JavaJwtValidation implements Validation {

  private final JWTVerifier verifier;

  JavaJwtValidation(IssuedTokens tokens) throws IOException {
    Path jwkSet = Files.writeString(Files.createTempFile("jwks", ".json"), tokens.jwkSet());
    jwkSet.toFile().deleteOnExit();
    JwkProvider keys = new JwkProviderBuilder(jwkSet.toUri().toURL()).cached(true).build();
    com.auth0.jwt.algorithms.Algorithm algorithm =
        switch (tokens.algorithm()) {
          case RS256 -> com.auth0.jwt.algorithms.Algorithm.RSA256(new RsaKeys(keys));
          case ES256 -> com.auth0.jwt.algorithms.Algorithm.ECDSA256(new EcKeys(keys));
          case ES384 -> com.auth0.jwt.algorithms.Algorithm.ECDSA384(new EcKeys(keys));
          case EDDSA -> throw new IllegalArgumentException("java-jwt does not have it");
        };
    verifier =
        JWT.require(algorithm)
            .withIssuer(IssuedTokens.ISSUER)
            .withAudience(IssuedTokens.AUDIENCE)
            .withClaimPresence("sub")
            .withClaimPresence("exp")
            .build();
  }

  @Override
  public Object validate(String token) {
    DecodedJWT jwt = verifier.verify(token);
    if (!IssuedTokens.TYPE.equals(jwt.getType())) {
      throw new IllegalArgumentException("another type");
    }
    Validation.requireScope(jwt.getClaim("scope").asString());
    return jwt;
  }

  private static PublicKey key(JwkProvider keys, String keyId) {
    try {
      return keys.get(keyId).getPublicKey();
    } catch (JwkException e) {
      throw new IllegalStateException(e);
    }
  }

  private record RsaKeys(JwkProvider keys) implements RSAKeyProvider {

    @Override
    public RSAPublicKey getPublicKeyById(String keyId) {
      return (RSAPublicKey) key(keys, keyId);
    }

    @Override
    public @Nullable RSAPrivateKey getPrivateKey() {
      return null;
    }

    @Override
    public @Nullable String getPrivateKeyId() {
      return null;
    }
  }

  private record EcKeys(JwkProvider keys) implements ECDSAKeyProvider {

    @Override
    public ECPublicKey getPublicKeyById(String keyId) {
      return (ECPublicKey) key(keys, keyId);
    }

    @Override
    public @Nullable ECPrivateKey getPrivateKey() {
      return null;
    }

    @Override
    public @Nullable String getPrivateKeyId() {
      return null;
    }
  }
}
