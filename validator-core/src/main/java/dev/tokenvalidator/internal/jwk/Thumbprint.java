package dev.tokenvalidator.internal.jwk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * What identifies a public key itself, whatever it is called (RFC 7638): the SHA-256 of the members
 * that make it, in the one spelling that they have, sorted by name. Nimbus has this, too, but loads
 * a JSON library for it, which takes longer than all the rest of reading a key.
 */
final class Thumbprint {

  private Thumbprint() {}

  /** RFC 7638 section 3.2; the numbers in base64url. */
  static String ofRsa(String n, String e) throws GeneralSecurityException {
    return of("{\"e\":\"" + e + "\",\"kty\":\"RSA\",\"n\":\"" + n + "\"}");
  }

  /** RFC 7638 section 3.2; the coordinates in base64url. */
  static String ofEc(String crv, String x, String y) throws GeneralSecurityException {
    return of("{\"crv\":\"" + crv + "\",\"kty\":\"EC\",\"x\":\"" + x + "\",\"y\":\"" + y + "\"}");
  }

  /** RFC 8037 section 2; the point in base64url. */
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
