package dev.tokenvalidator.benchmarks.speed;

/** The signature algorithms that are measured. */
public enum Algorithm {
  RS256("SHA256withRSA", "RSA"),
  ES256("SHA256withECDSAinP1363Format", "EC"),
  ES384("SHA384withECDSAinP1363Format", "EC"),
  EDDSA("Ed25519", "Ed25519");

  private final String signatureName;
  private final String keyType;

  Algorithm(String signatureName, String keyType) {
    this.signatureName = signatureName;
    this.keyType = keyType;
  }

  /** As in a token's header. */
  String jwsName() {
    return this == EDDSA ? "EdDSA" : name();
  }

  /** As the JCA calls it. */
  String signatureName() {
    return signatureName;
  }

  /** As a {@code KeyFactory} calls it. */
  String keyType() {
    return keyType;
  }
}
