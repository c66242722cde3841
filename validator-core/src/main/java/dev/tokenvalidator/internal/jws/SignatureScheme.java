package dev.tokenvalidator.internal.jws;

import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The JCA's names for a signature algorithm (RFC 7518 section 3, RFC 8037 section 3.1).
 *
 * @param keyType the name for a {@code KeyFactory}
 * @param signatureName the name for a {@code Signature}
 * @param parameters for {@code Signature.setParameter}; null if the algorithm needs none
 */
record SignatureScheme(
    String keyType, String signatureName, @Nullable AlgorithmParameterSpec parameters) {

  static SignatureScheme of(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> ecdsa("SHA256");
      case ES384 -> ecdsa("SHA384");
      case ES512 -> ecdsa("SHA512");
      case RS256 -> new SignatureScheme("RSA", "SHA256withRSA", null);
      case RS384 -> new SignatureScheme("RSA", "SHA384withRSA", null);
      case RS512 -> new SignatureScheme("RSA", "SHA512withRSA", null);
      case PS256 -> pss("SHA-256", MGF1ParameterSpec.SHA256, 32);
      case PS384 -> pss("SHA-384", MGF1ParameterSpec.SHA384, 48);
      case PS512 -> pss("SHA-512", MGF1ParameterSpec.SHA512, 64);
      case ED25519 -> new SignatureScheme("Ed25519", "Ed25519", null);
    };
  }

  /** A JWS concatenates R and S. The JCA calls this the IEEE P1363 format. */
  private static SignatureScheme ecdsa(String hash) {
    return new SignatureScheme("EC", hash + "withECDSAinP1363Format", null);
  }

  /** The salt is as long as the hash (RFC 7518 section 3.5). */
  private static SignatureScheme pss(String hash, MGF1ParameterSpec mask, int saltLength) {
    return new SignatureScheme(
        "RSA",
        "RSASSA-PSS",
        new PSSParameterSpec(hash, "MGF1", mask, saltLength, PSSParameterSpec.TRAILER_FIELD_BC));
  }

  Signature signature(@Nullable Provider provider) throws GeneralSecurityException {
    Signature signature =
        provider == null
            ? Signature.getInstance(signatureName)
            : Signature.getInstance(signatureName, provider);
    if (parameters != null) {
      signature.setParameter(parameters);
    }
    return signature;
  }
}
