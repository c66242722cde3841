package dev.tokenvalidator.benchmarks.speed;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.security.Key;
import java.security.Provider;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nimbus' own processor over a set of keys that stays. */
final class NimbusValidation implements Validation {

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * Sets it up.
   *
   * @param provider for its JCA context; null for the platform's choice
   */
  NimbusValidation(IssuedTokens tokens, @Nullable Provider provider)
      throws ParseException, JOSEException {
    JWKSet keys = JWKSet.parse(tokens.jwkSet());
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(IssuedTokens.TYPE)));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            IssuedTokens.AUDIENCE,
            new JWTClaimsSet.Builder().issuer(IssuedTokens.ISSUER).build(),
            Set.of("sub", "exp", "client_id")));
    if (tokens.algorithm() == Algorithm.EDDSA) {
      useEd25519(keys);
      return;
    }
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.parse(tokens.algorithm().jwsName()), new ImmutableJWKSet<>(keys)));
    if (provider != null) {
      DefaultJWSVerifierFactory factory = new DefaultJWSVerifierFactory();
      factory.getJCAContext().setProvider(provider);
      processor.setJWSVerifierFactory(factory);
    }
  }

  /** Its own selector drops such keys, and its own factory has no verifier for them. */
  private void useEd25519(JWKSet keys) throws JOSEException {
    Map<String, NamedKey> names = new HashMap<>();
    Map<String, JWSVerifier> verifiers = new HashMap<>();
    for (JWK key : keys.getKeys()) {
      names.put(key.getKeyID(), new NamedKey(key.getKeyID()));
      verifiers.put(key.getKeyID(), new Ed25519Verifier(key.toOctetKeyPair()));
    }
    processor.setJWSKeySelector(
        (header, context) -> {
          NamedKey name = names.get(header.getKeyID());
          boolean fits = name != null && header.getAlgorithm().equals(JWSAlgorithm.EdDSA);
          return fits ? List.of(name) : List.of();
        });
    processor.setJWSVerifierFactory(
        new DefaultJWSVerifierFactory() {
          @Override
          public JWSVerifier createJWSVerifier(com.nimbusds.jose.JWSHeader header, Key key)
              throws JOSEException {
            JWSVerifier verifier = verifiers.get(header.getKeyID());
            if (verifier == null) {
              throw new JOSEException("no such key");
            }
            return verifier;
          }
        });
  }

  @Override
  public Object validate(String token) throws Exception {
    JWTClaimsSet claims = processor.process(token, null);
    Scopes.check(claims.getStringClaim("scope"));
    return claims;
  }

  /** The processor wants a key to be there before it asks for the verifier. */
  private record NamedKey(String name) implements Key {

    @Override
    public String getAlgorithm() {
      return "EdDSA";
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }
  }
}
