package dev.tokenvalidator.benchmarks.speed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.tokenvalidator.benchmarks.keys.NimbusProcessor;
import java.security.Key;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;

/** Nimbus' own processor over a set of keys that stays. */
final class NimbusValidation implements Validation {

  private final DefaultJWTProcessor<SecurityContext> processor =
      NimbusProcessor.create(IssuedTokens.ISSUER, IssuedTokens.AUDIENCE);

  NimbusValidation(IssuedTokens tokens) throws ParseException, JOSEException {
    JWKSet keys = JWKSet.parse(tokens.jwkSet());
    if (tokens.algorithm() == Algorithm.EDDSA) {
      useEd25519(keys);
      return;
    }
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.parse(tokens.algorithm().jwsName()), new ImmutableJWKSet<>(keys)));
  }

  /** Its own selector drops such keys, and its own factory has no verifier for them. */
  private void useEd25519(JWKSet keys) throws JOSEException {
    Map<String, Key> names = new HashMap<>();
    Map<String, JWSVerifier> verifiers = new HashMap<>();
    for (JWK key : keys.getKeys()) {
      // The processor asks for a key before it asks for the verifier.
      names.put(key.getKeyID(), new SecretKeySpec(key.getKeyID().getBytes(US_ASCII), "EdDSA"));
      verifiers.put(key.getKeyID(), new Ed25519Verifier(key.toOctetKeyPair()));
    }
    processor.setJWSKeySelector(
        (header, context) -> {
          Key name = names.get(header.getKeyID());
          boolean fits = name != null && header.getAlgorithm().equals(JWSAlgorithm.EdDSA);
          return fits ? List.of(name) : List.of();
        });
    processor.setJWSVerifierFactory(
        new DefaultJWSVerifierFactory() {
          @Override
          public JWSVerifier createJWSVerifier(JWSHeader header, Key key) {
            return Objects.requireNonNull(verifiers.get(header.getKeyID()));
          }
        });
  }

  @Override
  public Object validate(String token) throws Exception {
    JWTClaimsSet claims = processor.process(token, null);
    Validation.requireScope(claims.getStringClaim("scope"));
    return claims;
  }
}
