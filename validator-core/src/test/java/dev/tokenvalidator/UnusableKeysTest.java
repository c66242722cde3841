package dev.tokenvalidator;

import static dev.tokenvalidator.Jwks.base64;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.keys.KeySetEvent.EntrySkipped;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys with invalid numbers: skipped in a fetched set, and refused in a configured one. */
@Tag("json")
class UnusableKeysTest extends IssuerTestBase {

  UnusableKeysTest() {
    super("EdDSA");
  }

  private static String ec(String crv, String x, String y) {
    return "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(crv, x, y);
  }

  private static String rsa(BigInteger n, BigInteger e) {
    return "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}".formatted(base64(n), base64(e));
  }

  private static String okp(byte[] x) {
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}".formatted(base64(x));
  }

  private static ECPublicKey ecKey(String algorithm) {
    return (ECPublicKey) SigningKey.generate(algorithm).publicKey();
  }

  private static Map<String, String> keysOffTheirCurve() {
    Map<String, String> keys = new LinkedHashMap<>();
    for (Map.Entry<String, String> curve :
        Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512").entrySet()) {
      String crv = curve.getKey();
      ECPublicKey key = ecKey(curve.getValue());
      BigInteger x = key.getW().getAffineX();
      BigInteger y = key.getW().getAffineY();
      BigInteger prime = ((ECFieldFp) key.getParams().getCurve().getField()).getP();
      BigInteger otherY = ecKey(curve.getValue()).getW().getAffineY();
      String reason = "an EC key whose x and y are not a point of " + crv;
      keys.put(ec(crv, base64(x), base64(y.add(BigInteger.ONE))), reason);
      keys.put(ec(crv, base64(y), base64(x)), reason);
      keys.put(ec(crv, base64(x), base64(otherY)), reason);
      // The same point modulo the prime: a second form of one key.
      keys.put(ec(crv, base64(x.add(prime)), base64(y)), reason);
      keys.put(ec(crv, base64(x), base64(y.add(prime))), reason);
      // The point at infinity has no coordinates.
      keys.put(ec(crv, "", ""), reason);
      keys.put(ec(crv, "AA", "AA"), reason);
      keys.put(ec(crv, base64(new byte[32]), base64(new byte[32])), reason);
      keys.put(ec(crv, base64(prime), base64(prime)), reason);
      // Wrong lengths: cut, padded at the end, or both coordinates with a prefix (SEC 1).
      keys.put(ec(crv, base64(Arrays.copyOf(x.toByteArray(), 20)), base64(y)), reason);
      keys.put(ec(crv, base64(x.shiftLeft(8)), base64(y)), reason);
      keys.put(ec(crv, "BA" + base64(x) + base64(y), base64(y)), reason);
      keys.put(ec(crv, "_".repeat(1400), base64(y)), reason);
    }
    ECPublicKey key = ecKey("ES256");
    String x = base64(key.getW().getAffineX());
    String y = base64(key.getW().getAffineY());
    keys.put(ec("P-384", x, y), "an EC key whose x and y are not a point of P-384");
    keys.put(ec("P-521", x, y), "an EC key whose x and y are not a point of P-521");
    return keys;
  }

  private static Map<String, String> otherUnusableKeys() {
    Map<String, String> keys = new LinkedHashMap<>();
    RSAPublicKey rsa = (RSAPublicKey) SigningKey.generate("RS256").publicKey();
    BigInteger n = rsa.getModulus();
    BigInteger e = rsa.getPublicExponent();
    keys.put(rsa(n.add(BigInteger.ONE), e), "an RSA key with an even modulus");
    keys.put(rsa(BigInteger.ZERO, e), "an RSA key of 0 bits");
    keys.put(rsa(BigInteger.ONE, BigInteger.ONE), "an RSA key of 1 bits");
    keys.put(rsa(n.shiftRight(1), e), "an RSA key of 2047 bits");
    keys.put(rsa(n, BigInteger.ZERO), "an RSA exponent");
    keys.put(rsa(n, n), "an RSA exponent");
    byte[] point = new byte[32];
    point[0] = 2; // no point has y = 2
    keys.put(okp(point), "an Ed25519 key that is not a point of the curve");
    point[31] = (byte) 0x80; // the sign of x
    keys.put(okp(point), "an Ed25519 key that is not a point of the curve");
    keys.put(okp(new byte[0]), "an Ed25519 key of 0 bytes");
    keys.put(okp(new byte[31]), "an Ed25519 key of 31 bytes");
    keys.put(okp(new byte[33]), "an Ed25519 key of 33 bytes");
    return keys;
  }

  @Test
  void skipsUnusableKeysOfAFetchedSet() {
    KeySetLog events = new KeySetLog();
    Map<String, String> keys = keysOffTheirCurve();
    keys.putAll(otherUnusableKeys());
    keys.keySet().forEach(issuer.keys()::publishJwk);
    try (AccessTokenValidator validator = validatorFor(issuer).listener(events).build()) {
      assertThat(validator.validate(issuer.token().mint()).clientId()).isEqualTo(issuer.app().id());
    }
    events.await(() -> events.count("EntrySkipped") == keys.size());
    assertThat(events.of(EntrySkipped.class))
        .extracting(EntrySkipped::reason)
        .allMatch(reason -> keys.values().stream().anyMatch(reason::startsWith));
  }

  @Test
  void refusesUnusableKeysOfAConfiguredSetWithTheirReason() {
    Map<String, String> keys = keysOffTheirCurve();
    keys.putAll(otherUnusableKeys());
    keys.forEach(
        (jwk, reason) ->
            assertThatExceptionOfType(InvalidSettingException.class)
                .as(jwk)
                .isThrownBy(
                    () -> validatorFor(issuer).jwkSet("{\"keys\":[" + jwk + "]}").build().close())
                .satisfies(e -> assertThat(e.setting()).isEqualTo("jwkSet"))
                .withMessageContaining("entry 0: " + reason));
  }

  /** Some issuers write leading zeros. */
  @Test
  void acceptsAKeyWithLeadingZeros() {
    SigningKey key = SigningKey.generate("ES256");
    ECPublicKey ec = (ECPublicKey) key.publicKey();
    String x = "AAAA" + base64(ec.getW().getAffineX());
    String set = "{\"keys\":[" + ec("P-256", x, base64(ec.getW().getAffineY())) + "]}";
    try (AccessTokenValidator validator = validatorFor(issuer).jwkSet(set).build()) {
      assertThat(
              validator
                  .validate(issuer.token().signedBy(key).withoutHeader("kid").mint())
                  .clientId())
          .isEqualTo(issuer.app().id());
    }
  }
}
