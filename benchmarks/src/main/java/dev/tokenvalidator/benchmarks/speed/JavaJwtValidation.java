package dev.tokenvalidator.benchmarks.speed;

import com.auth0.jwk.JwkException;
import com.auth0.jwk.JwkProvider;
import com.auth0.jwk.JwkProviderBuilder;
import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.ECDSAKeyProvider;
import com.auth0.jwt.interfaces.RSAKeyProvider;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Auth0's java-jwt. It leaves the type to the application. */
final class JavaJwtValidation implements Validation {

  private final JWTVerifier verifier;

  private JavaJwtValidation(IssuedTokens tokens, Function<String, PublicKey> keys) {
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

  static Validation withKeysMadeOnce(IssuedTokens tokens) throws ParseException, JOSEException {
    Map<String, PublicKey> keys = new HashMap<>();
    for (JWK jwk : JWKSet.parse(tokens.jwkSet()).getKeys()) {
      keys.put(jwk.getKeyID(), ((AsymmetricJWK) jwk).toPublicKey());
    }
    return new JavaJwtValidation(tokens, keys::get);
  }

  /** Its own source of keys, with its default cache. */
  static Validation withJwksRsa(IssuedTokens tokens) throws IOException {
    Path jwkSet = Files.writeString(Files.createTempFile("jwks", ".json"), tokens.jwkSet());
    JwkProvider provider = new JwkProviderBuilder(jwkSet.toUri().toURL()).cached(true).build();
    return new JavaJwtValidation(
        tokens,
        keyId -> {
          try {
            return provider.get(keyId).getPublicKey();
          } catch (JwkException e) {
            throw new IllegalStateException(e);
          }
        });
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

  private record RsaKeys(Function<String, PublicKey> keys) implements RSAKeyProvider {

    @Override
    public RSAPublicKey getPublicKeyById(String keyId) {
      return (RSAPublicKey) keys.apply(keyId);
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

  private record EcKeys(Function<String, PublicKey> keys) implements ECDSAKeyProvider {

    @Override
    public ECPublicKey getPublicKeyById(String keyId) {
      return (ECPublicKey) keys.apply(keyId);
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
