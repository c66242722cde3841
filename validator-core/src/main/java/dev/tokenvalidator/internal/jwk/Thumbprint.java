package dev.tokenvalidator.internal.jwk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * Computes the thumbprint that identifies a public key whatever its id is (RFC 7638): the SHA-256
 * of the required members in canonical form, sorted by name. Nimbus also computes it, but loads a
 * JSON library to do so, and that takes longer than everything else in reading a key.
 */
final class Thumbprint {

  private Thumbprint() {}

  /** RFC 7638 section 3.2. The numbers are in base64url. */
  static String ofRsa(String n, String e) throws GeneralSecurityException {
    return of("{\"e\":\"" + e + "\",\"kty\":\"RSA\",\"n\":\"" + n + "\"}");
  }

  /** RFC 7638 section 3.2. The coordinates are in base64url. */
  static String ofEc(String crv, String x, String y) throws GeneralSecurityException {
    return of("{\"crv\":\"" + crv + "\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}");
  }

  /** RFC 8037 section 2. The point is in base64url. */
  static String ofEd25519(String x) throws GeneralSecurityException {
    return of("{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}");
  }

  private static String of(String members) throws GeneralSecurityException {
    byte[] utf8 = members.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(MessageDigest.getInstance("SHA-256").digest(utf8));
  }
}
