package dev.tokenvalidator;

import dev.tokenvalidator.fixtures.SigningKey;
import java.math.BigInteger;
import java.util.Base64;
import java.util.regex.Pattern;

/** JSON Web Keys that differ from ordinary ones in a single place. */
final class Jwks {

  private Jwks() {}

  /** The public half of a fresh P-256 key. */
  static String ec256() {
    return SigningKey.generate("ES256").jwk();
  }

  static String rsaOfBits(int bits) {
    byte[] modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE).toByteArray();
    return "{\"kty\":\"RSA\",\"kid\":\"of-"
        + bits
        + "-bits\",\"n\":\""
        + base64(modulus)
        + "\",\"e\":\"AQAB\"}";
  }

  /** The key with one member set, or replaced, by raw JSON. */
  static String withMember(String jwk, String member, String json) {
    String without = jwk.replaceFirst("\"" + Pattern.quote(member) + "\":\"[^\"]*\",?", "");
    return "{\"" + member + "\":" + json + "," + without.substring(1).replace(",}", "}");
  }

  static String withoutKeyId(SigningKey key) {
    return key.jwk().replaceFirst("\"kid\":\"[^\"]*\",?", "");
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String base64(BigInteger number) {
    return base64(number.toByteArray());
  }
}
