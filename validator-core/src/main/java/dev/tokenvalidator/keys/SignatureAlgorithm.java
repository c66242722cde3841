package dev.tokenvalidator.keys;

import java.util.Optional;

/**
 * The algorithms that a token may be signed with (RFC 7518 section 3.1, RFC 8037, RFC 9864).
 *
 * <p>All of them are asymmetric, so a key that verifies a token cannot sign one. {@code none} and
 * the HMAC algorithms are left out on purpose and cannot be configured.
 */
public enum SignatureAlgorithm {
  /** ECDSA on P-256 with SHA-256. */
  ES256,
  /** ECDSA on P-384 with SHA-384. A Logto tenant signs with it by default. */
  ES384,
  /** ECDSA on P-521 with SHA-512. */
  ES512,
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  RS256,
  /** RSASSA-PKCS1-v1_5 with SHA-384. */
  RS384,
  /** RSASSA-PKCS1-v1_5 with SHA-512. */
  RS512,
  /** RSASSA-PSS with SHA-256. */
  PS256,
  /** RSASSA-PSS with SHA-384. */
  PS384,
  /** RSASSA-PSS with SHA-512. */
  PS512,
  /**
   * Ed25519. A token's header may say {@code Ed25519} (RFC 9864) or {@code EdDSA} (RFC 8037). With
   * an Ed25519 key, both names mean the same algorithm.
   */
  ED25519;

  /**
   * Finds an algorithm by the value of {@code alg}, which is case-sensitive.
   *
   * @param alg the value of {@code alg} in a JOSE header or a JWK
   * @return the algorithm; empty if it is not supported
   */
  public static Optional<SignatureAlgorithm> named(String alg) {
    return switch (alg) {
      case "ES256" -> Optional.of(ES256);
      case "ES384" -> Optional.of(ES384);
      case "ES512" -> Optional.of(ES512);
      case "RS256" -> Optional.of(RS256);
      case "RS384" -> Optional.of(RS384);
      case "RS512" -> Optional.of(RS512);
      case "PS256" -> Optional.of(PS256);
      case "PS384" -> Optional.of(PS384);
      case "PS512" -> Optional.of(PS512);
      case "EdDSA", "Ed25519" -> Optional.of(ED25519);
      default -> Optional.empty();
    };
  }

  /**
   * Whether the algorithm needs an RSA key. An RSA key fits six algorithms; every other key fits
   * one.
   */
  public boolean isRsa() {
    return switch (this) {
      case RS256, RS384, RS512, PS256, PS384, PS512 -> true;
      case ES256, ES384, ES512, ED25519 -> false;
    };
  }
}
