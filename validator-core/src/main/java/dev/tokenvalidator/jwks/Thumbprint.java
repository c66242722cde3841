package dev.tokenvalidator.jwks;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * What identifies a public key itself, whatever it is called (RFC 7638): the SHA-256 of the members
 * that make it, sorted by name. Nimbus has this, too, but loads a JSON library for it, which takes
 * longer than all the rest of reading a key.
 */
final class Thumbprint {

  private Thumbprint() {}

  /** RFC 7638 section 3.2. */
  static String of(RSAKey key) throws GeneralSecurityException {
    return of(
        "{\"e\":\""
            + key.getPublicExponent()
            + "\",\"kty\":\"RSA\",\"n\":\""
            + key.getModulus()
            + "\"}");
  }

  /** RFC 7638 section 3.2. */
  static String of(ECKey key) throws GeneralSecurityException {
    return of(
        "{\"crv\":\""
            + key.getCurve()
            + "\",\"kty\":\"EC\",\"x\":\""
            + key.getX()
            + "\",\"y\":\""
            + key.getY()
            + "\"}");
  }

  /** RFC 8037 section 2. */
  static String ofEd25519(Base64URL x) throws GeneralSecurityException {
    return of("{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}");
  }

  private static String of(String members) throws GeneralSecurityException {
    return Base64URL.encode(
            MessageDigest.getInstance("SHA-256")
                .digest(members.getBytes(StandardCharsets.US_ASCII)))
        .toString();
  }
}
