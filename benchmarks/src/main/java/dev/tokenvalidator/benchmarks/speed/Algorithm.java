package dev.tokenvalidator.benchmarks.speed;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;

/** The signature algorithms that are measured. */
enum Algorithm {
  RS256("RS256", "SHA256withRSA", "RSA", ""),
  ES256("ES256", "SHA256withECDSAinP1363Format", "EC", "secp256r1"),
  ES384("ES384", "SHA384withECDSAinP1363Format", "EC", "secp384r1"),
  EDDSA("EdDSA", "Ed25519", "Ed25519", "");

  private final String jwsName;
  private final String signatureName;
  private final String keyType;
  private final String curve;

  Algorithm(String jwsName, String signatureName, String keyType, String curve) {
    this.jwsName = jwsName;
    this.signatureName = signatureName;
    this.keyType = keyType;
    this.curve = curve;
  }

  /** As in a token's header. */
  String jwsName() {
    return jwsName;
  }

  /** As the JCA calls it; R and S of ECDSA side by side. */
  String signatureName() {
    return signatureName;
  }

  /** As a {@code KeyFactory} calls it. */
  String keyType() {
    return keyType;
  }

  KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(keyType);
    if (keyType.equals("RSA")) {
      generator.initialize(2048);
    } else if (!curve.isEmpty()) {
      generator.initialize(new ECGenParameterSpec(curve));
    }
    return generator.generateKeyPair();
  }

  String fileName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
