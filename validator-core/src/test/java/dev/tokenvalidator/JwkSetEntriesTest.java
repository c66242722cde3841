package dev.tokenvalidator;

import static dev.tokenvalidator.Jwks.base64;
import static dev.tokenvalidator.Jwks.ec256;
import static dev.tokenvalidator.Jwks.rsaOfBits;
import static dev.tokenvalidator.Jwks.withMember;
import static dev.tokenvalidator.Jwks.withoutKeyId;
import static dev.tokenvalidator.Validators.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.keys.KeySetEvent.EntrySkipped;
import dev.tokenvalidator.keys.KeySetEvent.LoadFailed;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Odd, weak and duplicate entries of a key set: which are skipped, and which count as one key. */
@Tag("json")
class JwkSetEntriesTest extends ValidatorTestBase {

  JwkSetEntriesTest() {
    super("ES256");
  }

  private static final String MARKER = "bWFya2VyLW1hcmtlcg";

  /** Unusable entries, each with a part of its reason. */
  private static Map<String, String> badEntries() {
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("null", "not an object");
    bad.put("7", "not an object");
    bad.put("-0.5e7", "not an object");
    bad.put("true", "not an object");
    bad.put("\"key\"", "not an object");
    bad.put("[" + ec256() + "]", "not an object");
    bad.put("{}", "kty is missing");
    bad.put("{\"kty\":null}", "kty is missing");
    bad.put("{\"kty\":7}", "kty is not a string");
    bad.put("{\"kty\":\"ec\"}", "kty \"ec\"");
    bad.put("{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"AAAA\"}", "kty \"AKP\"");
    bad.put(withMember(ec256(), "kid", "7"), "kid is not a string");
    bad.put(withMember(ec256(), "kid", "\"" + "k".repeat(257) + "\""), "kid is longer");
    bad.put(withMember(ec256(), "use", "\"enc\""), "use is \"enc\"");
    bad.put(withMember(ec256(), "use", "[\"sig\"]"), "use is not a string");
    bad.put(withMember(ec256(), "key_ops", "[\"encrypt\"]"), "key_ops");
    bad.put(withMember(ec256(), "key_ops", "\"verify\""), "key_ops");
    bad.put(withMember(ec256(), "key_ops", "[\"verify\",\"verify\"]"), "key_ops");
    bad.put(withMember(ec256(), "alg", "\"ES384\""), "alg does not fit");
    bad.put(withMember(ec256(), "alg", "\"HS256\""), "alg \"HS256\"");
    bad.put(withMember(ec256(), "alg", "\"none\""), "alg \"none\"");
    bad.put(withMember(ec256(), "alg", "7"), "alg is not a string");
    bad.put(withMember(ec256(), "crv", "\"secp256k1\""), "crv \"secp256k1\"");
    bad.put(withMember(ec256(), "crv", "\"P-384\""), "alg does not fit");
    bad.put(withMember(ec256(), "x", "\"" + MARKER + "\""), "not a point of P-256");
    bad.put(withMember(ec256(), "x", "\"\""), "not a point of P-256");
    bad.put(withMember(ec256(), "y", "\"!%&" + MARKER + "\""), "not a point of P-256");
    bad.put(withMember(ec256(), "y", "{\"" + MARKER + "\":1}"), "y is not a string");
    bad.put(ec256().replace("\"x\"", "\"x-\""), "x is missing");
    bad.put("{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}", "crv \"Ed448\"");
    bad.put("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", "Ed25519 key of 3 bytes");
    bad.put("{\"kty\":\"RSA\",\"n\":\"" + MARKER + "\",\"e\":\"AQAB\"}", "RSA key of ");
    bad.put(rsaOfBits(1024), "RSA key of 1024 bits");
    bad.put(rsaOfBits(8200), "RSA key of 8200 bits");
    bad.put(rsaOfBits(2048).replace("AQAB", "AQ"), "RSA exponent");
    bad.put(rsaOfBits(2048).replace("AQAB", ""), "RSA exponent");
    bad.put(rsaOfBits(2048).replace("AQAB", "Ag"), "RSA exponent");
    bad.put(rsaOfBits(2048).replace("AQAB", "BA"), "RSA exponent");
    bad.put(rsaOfBits(2048).replace("AQAB", "AQAAAAE"), "RSA exponent");
    bad.put(rsaOfBits(2048).replace("\"e\":\"AQAB\"", "\"e\":65537"), "e is not a string");
    bad.put(rsaOfBits(2048).replace("\"e\"", "\"E\""), "e is missing");
    return bad;
  }

  /** Entries of ambiguous or oversized JSON, each with a part of its reason. */
  private static Map<String, String> ambiguousEntries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(ec256().replace("{", "{\"kid\":\"" + MARKER + "\","), "not strict JSON");
    entries.put(withMember(ec256(), "x5c", "{\"a\":1,\"a\":2}"), "not strict JSON");
    entries.put(withMember(ec256(), "nbf", "9".repeat(2000)), "a number of 2000 characters");
    entries.put(withMember(ec256(), "exp", "1." + "9".repeat(2000)), "a number of 2002 characters");
    entries.put(withMember(ec256(), "nbf", "1e99999999999"), "a number whose exponent");
    entries.put(withMember(ec256(), "nbf", "[-0e-99999999999]"), "a number whose exponent");
    entries.put(withMember(ec256(), "x5c", "[".repeat(100) + "]".repeat(100)), "nested deeper");
    entries.put(
        withMember(ec256(), "x5c", "[".repeat(20_000) + "]".repeat(20_000)), "nested deeper");
    entries.put(withMember(ec256(), "x5t", "\"\\ud800" + MARKER + "\""), "unpaired surrogate");
    entries.put(withMember(ec256(), "kid", "\"\\udc00\""), "unpaired surrogate");
    entries.put(withMember(ec256(), "\\u0000", "1"), "U+0000");
    entries.put(withMember(ec256(), "kid", "\"\\u0000\""), "U+0000");
    return entries;
  }

  @Test
  @Tag("F14")
  void skipsBadEntriesBesideAGoodKey() {
    Map<String, String> bad = badEntries();
    bad.putAll(ambiguousEntries());
    List<String> entries = new ArrayList<>(bad.keySet());
    entries.addAll(issuer.keys().published());
    issuer.keys().publishOnly(entries);

    accepts();

    events.await(() -> events.count("EntrySkipped") == bad.size());
    List<EntrySkipped> skipped = events.of(EntrySkipped.class);
    for (int i = 0; i < skipped.size(); i++) {
      String why = bad.get(entries.get(i));
      assertThat(skipped.get(i).position()).as(why).isEqualTo(i);
      assertThat(skipped.get(i).reason()).contains(why);
      assertThat(skipped.get(i).severe()).as(why).isFalse();
    }
    assertThat(events.count("Loaded")).isEqualTo(1);
    assertThat(events.count("LoadFailed")).isZero();
    assertThat(events.toString()).doesNotContain(MARKER);
  }

  @Test
  void namesTheFirstThreeReasonsIfEveryEntryIsLeftOut() {
    List<String> entries =
        List.of(
            "{}",
            SigningKey.generate("ES384").jwk().replace("\"sig\"", "\"enc\""),
            "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}",
            "7",
            "8");
    String reasons =
        "entry 0: kty is missing; entry 1: use is \"enc\"; entry 2: crv \"Ed448\" is not supported";

    assertThat(failureOf(entries))
        .endsWith("the JWK Set holds no usable key; " + reasons + "; and 2 more");
    assertThat(failureOf(entries.subList(0, 3)))
        .endsWith("the JWK Set holds no usable key; " + reasons);
    assertThat(failureOf(List.of()))
        .endsWith("the JWK Set holds no usable key; its array \"keys\" is empty");
  }

  private String failureOf(List<String> entries) {
    issuer.keys().publishOnly(entries);
    try (AccessTokenValidator fresh = Validators.validatorFor(issuer).build()) {
      return String.valueOf(Validators.unavailabilityOf(fresh, issuer.token().mint()).getMessage());
    }
  }

  @Test
  void namesTheFirstThreeReasonsOfAConfiguredSet() {
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(
            () -> Validators.validatorFor(issuer).jwkSet("{\"keys\":[1,2,3,4,5,6]}").build())
        .withMessage(
            "jwkSet: the JWK Set holds no usable key; entry 0: not an object; entry 1: not an"
                + " object; entry 2: not an object; and 3 more; give a JWK Set with the issuer's"
                + " public keys");
  }

  @Test
  void saysWhyTheKeyOfATokenWasLeftOut() {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put(withMember(withKeyId("a"), "use", "\"enc\""), "use is \"enc\"");
    reasons.put(
        withMember(withKeyId("b"), "crv", "\"secp256k1\""), "crv \"secp256k1\" is not supported");
    reasons.put(
        withMember(withKeyId("c"), "x", "\"AAAA\""),
        "an EC key whose x and y are not a point of P-256");
    reasons.put(withMember(withKeyId("d"), "d", "\"AAAA\""), "a private key");
    List<String> entries = new ArrayList<>(reasons.keySet());
    entries.addAll(issuer.keys().published());
    issuer.keys().publishOnly(entries);
    try (AccessTokenValidator fixed =
        Validators.validatorFor(issuer)
            .jwkSet(issuer.keys().jwkSet().replace("\"d\":\"AAAA\",", ""))
            .build()) {
      List<String> ids = List.of("a", "b", "c", "d");
      for (int i = 0; i < ids.size(); i++) {
        String id = ids.get(i);
        String token = issuer.token().keyId(id).mint();
        InvalidTokenException refusal = refusalOf(token);

        assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_KEY);
        assertThat(refusal.explanation())
            .hasToString(
                "expected=\"a usable key of "
                    + issuer.issuer()
                    + "\" found=\"a kid whose entry in its current key set was left out: "
                    + String.valueOf(reasons.get(entries.get(i))).replace('"', '\'')
                    + "\" hint=\"if the issuer signs with this key, it must publish it in a usable"
                    + " form\" kid=\""
                    + id
                    + "\"");
        if (!id.equals("d")) {
          assertThat(Validators.refusalOf(fixed, token).explanation())
              .isEqualTo(refusal.explanation());
        }
      }
      assertThat(refusalOf(issuer.token().keyId("e").mint()).explanation().found())
          .isEqualTo("a kid that is not in its current key set");
    }
  }

  /** By a validator that has not fetched the set before, so that its first fetch is proof. */
  private InvalidTokenException refusalOf(String token) {
    try (AccessTokenValidator fresh = Validators.validatorFor(issuer).build()) {
      return Validators.refusalOf(fresh, token);
    }
  }

  private static String withKeyId(String keyId) {
    return SigningKey.generate("ES256").withKeyId(keyId).jwk();
  }

  /** A set may have a thousand entries, and their ids and reasons are kept as long as the set. */
  @Test
  void keepsTheReasonsOfTheFirst64EntriesOnly() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      entries.add("{\"kid\":\"" + i + "\"}");
    }
    entries.addAll(issuer.keys().published());
    issuer.keys().publishOnly(entries);

    assertThat(refusalOf(issuer.token().keyId("63").mint()))
        .hasMessageContaining("was left out: kty is missing");
    assertThat(refusalOf(issuer.token().keyId("64").mint()))
        .hasMessageContaining("a kid that is not in its current key set");
  }

  @Test
  void prefersAUsableKeyToAnEntryWithItsIdThatWasLeftOut() {
    String keyId = issuer.keys().current().keyId();
    issuer.keys().publishJwk(withMember(withKeyId(keyId), "use", "\"enc\""));

    accepts(issuer.token().mint());
  }

  @Test
  void skipsUnusableEntries() {
    issuer.keys().publishJwk("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}");
    issuer.keys().publishJwk("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}");
    issuer
        .keys()
        .publishJwk("{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AAAA\",\"y\":\"AAAA\"}");
    issuer.keys().publishJwk("{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}");
    issuer.keys().publishJwk("{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"AAAA\"}");
    issuer.keys().publishJwk("{\"kty\":7}");
    issuer.keys().publishJwk("{}");
    issuer.keys().publishJwk(SigningKey.generate("ES384").jwk().replace("\"sig\"", "\"enc\""));
    issuer.keys().publishJwk(SigningKey.generate("ES384").jwk().replace("\"ES384\"", "\"ES256\""));
    issuer
        .keys()
        .publishJwk(SigningKey.generate("ES384").jwk().replace("{", "{\"key_ops\":[\"encrypt\"],"));

    accepts(issuer.token().mint());

    events.await(() -> events.count("EntrySkipped") == 10);
    assertThat(events.severe()).isEmpty();
  }

  @Test
  void skipsAnRsaKeyWithAnOversizedExponent() {
    String rsa = SigningKey.generate("RS256").jwk();
    issuer.keys().publishJwk(rsa.replace("\"e\":\"AQAB\"", "\"e\":\"AQAAAAE\"")); // 2^32 + 1

    accepts(issuer.token().mint());

    events.await(() -> events.count("EntrySkipped") == 1);
  }

  @Test
  void skipsAKeyWithAnOversizedCoordinate() {
    String coordinate = "_".repeat(120_000);
    String key =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
            + coordinate
            + "\",\"y\":\""
            + coordinate
            + "\"}";
    issuer.keys().publishJwk(key);

    accepts(issuer.token().mint());

    events.await(() -> events.count("EntrySkipped") == 1);
    assertThat(events.toString()).contains("x is longer than");
  }

  @Test
  @Tag("F16")
  void refusesOversizedSetsAndKeys() {
    accepts();
    String good = issuer.keys().published().get(0);

    issuer.keys().publishOnly(Collections.nCopies(10_000, "{}"));
    refresh();
    events.await(() -> events.count("LoadFailed") == 1);
    assertThat(events.of(LoadFailed.class).get(0).reason()).contains("more than 1000");
    assertThat(events.count("EntrySkipped")).isZero();

    issuer.keys().publishOnly(Collections.nCopies(10_000, ec256()));
    refresh();
    events.await(() -> events.count("LoadFailed") == 2);
    assertThat(events.of(LoadFailed.class).get(1).reason()).contains("bytes");

    // Refused by its length, before a number is computed.
    issuer.keys().publishOnly(List.of(rsaOfBits(32_768), good));
    refresh();
    events.await(() -> events.count("EntrySkipped") == 1);
    assertThat(events.of(EntrySkipped.class).get(0).reason()).contains("n is longer");

    // Invalid certificates do no harm, as they are never parsed.
    String certificates =
        "[" + String.join(",", Collections.nCopies(200, "\"" + "!".repeat(1200) + "\"")) + "]";
    issuer.keys().publishOnly(List.of(withMember(good, "x5c", certificates)));
    refresh();
    accepts();
    events.await(() -> events.count("LoadFailed") == 2);
    assertThat(events.count("EntrySkipped")).isEqualTo(1);
  }

  private static String ed25519(BigInteger y, boolean sign) {
    byte[] encoded = new byte[32];
    byte[] number = y.toByteArray();
    for (int i = 0; i < number.length && i < encoded.length; i++) {
      encoded[i] = number[number.length - 1 - i]; // RFC 8032 section 5.1.2: little-endian
    }
    encoded[31] |= (byte) (sign ? 0x80 : 0);
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + base64(encoded) + "\"}";
  }

  /** RFC 8032: anybody can sign for such a key, without its private half. */
  @Test
  @Tag("F14")
  void skipsEd25519KeysOfSmallOrderAndNonCanonicalEncoding() {
    BigInteger p = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    // A point of order 8; its negative is another.
    BigInteger y =
        new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);
    List<String> small = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (boolean sign : new boolean[] {false, true}) {
      for (BigInteger number :
          List.of(BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), y, p.subtract(y))) {
        small.add(ed25519(number, sign));
      }
      for (int above = 0; above < 19; above++) {
        second.add(ed25519(p.add(BigInteger.valueOf(above)), sign));
      }
    }
    SigningKey ordinary = SigningKey.generate("EdDSA");
    small.forEach(issuer.keys()::publishJwk);
    second.forEach(issuer.keys()::publishJwk);
    issuer.keys().publish(ordinary);

    accepts();
    accepts(issuer.token().signedBy(ordinary).mint());

    events.await(() -> events.count("EntrySkipped") == small.size() + second.size());
    assertThat(events.of(EntrySkipped.class))
        .filteredOn(skipped -> skipped.reason().equals("an Ed25519 key of small order"))
        .hasSize(small.size());
    assertThat(events.of(EntrySkipped.class))
        .filteredOn(skipped -> skipped.reason().contains("not in its one encoding"))
        .hasSize(second.size());
  }

  @Test
  @Tag("F14")
  void refusesATokenSignedForASmallOrderKey() {
    issuer.keys().publishJwk(ed25519(BigInteger.ONE, false).replace("{", "{\"kid\":\"weak\","));
    byte[] signature = new byte[64];
    signature[0] = 1; // R is the neutral element, and S is 0: it fits every message

    String token =
        issuer.token().algorithm("EdDSA").keyId("weak").signature(genuine -> signature).mint();

    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  @Tag("slow")
  void skipsKeysWithTheRocaFingerprint() {
    BigInteger product = BigInteger.ONE;
    for (BigInteger prime = BigInteger.valueOf(3);
        prime.intValue() <= 167;
        prime = prime.nextProbablePrime()) {
      product = product.multiply(prime);
    }
    Random random = new Random(2017);
    BigInteger power = BigInteger.valueOf(65537).modPow(BigInteger.valueOf(4711), product);
    BigInteger modulus;
    do {
      BigInteger factor = new BigInteger(2048 - product.bitLength(), random);
      modulus = power.add(factor.multiply(product));
    } while (modulus.bitLength() != 2048 || !modulus.testBit(0));
    issuer.keys().publishJwk(rsaKey("roca", modulus));
    for (int i = 0; i < 3; i++) {
      issuer.keys().publish(SigningKey.generate("RS256"));
    }
    // One bit differs from the fingerprint.
    issuer.keys().publishJwk(rsaKey("near", modulus.flipBit(1024)));

    SigningKey ordinary = issuer.keys().rotate("RS256");
    accepts(issuer.token().mint());

    events.await(() -> events.count("EntrySkipped") == 1);
    assertThat(events.toString()).contains("position=5 reason=").contains("ROCA");
    assertThat(validator.keySets().get(0).keyIds()).hasSize(5).contains("near", ordinary.keyId());
  }

  private static String rsaKey(String keyId, BigInteger modulus) {
    return new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.from("AQAB"))
        .keyID(keyId)
        .build()
        .toJSONString();
  }

  @Test
  void treatsIdenticalEntriesAsOneKey() {
    issuer.keys().publishJwk(issuer.keys().current().jwk());

    accepts(issuer.token().mint());
    accepts(issuer.token().withoutHeader("kid").mint());
  }

  /** RFC 7518 section 6.3.1.1 forbids the leading zero, but some issuers write it. */
  @Test
  void treatsAKeyWithALeadingZeroAsTheSameKey() {
    SigningKey key = issuer.keys().rotate("RS256");
    byte[] modulus = ((RSAPublicKey) key.publicKey()).getModulus().toByteArray();
    assertThat(modulus[0]).isZero();
    issuer
        .keys()
        .publishJwk(
            key.jwk()
                .replaceFirst(
                    "\"n\":\"[^\"]*\"",
                    "\"n\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(modulus)
                        + "\""));

    accepts(issuer.token().mint());
  }

  @Test
  void refusesAKeyIdSharedByTwoKeys() {
    SigningKey other = SigningKey.generate("ES256").withKeyId(issuer.keys().current().keyId());
    issuer.keys().publish(other);

    assertThat(reasonOf(validator, issuer.token().mint())).isEqualTo(Reason.AMBIGUOUS_KEY);
    assertThat(reasonOf(validator, issuer.token().signedBy(other).mint()))
        .isEqualTo(Reason.AMBIGUOUS_KEY);
  }

  @Test
  @Tag("F17")
  void refusesAmbiguousKeyIdsUnlessTheAlgorithmDecides() {
    SigningKey current = issuer.keys().current();
    String keyId = current.keyId();
    SigningKey twin = SigningKey.generate("ES256").withKeyId(keyId);
    SigningKey otherAlgorithm = SigningKey.generate("ES384").withKeyId(keyId);
    String byTwin = issuer.token().signedBy(twin).mint();
    String byOther = issuer.token().signedBy(otherAlgorithm).mint();

    for (List<String> set :
        List.of(List.of(current.jwk(), twin.jwk()), List.of(twin.jwk(), current.jwk()))) {
      issuer.keys().publishOnly(set);
      validator.refreshKeys();
      assertThat(reasonOf(validator, issuer.token().mint())).isEqualTo(Reason.AMBIGUOUS_KEY);
      assertThat(reasonOf(validator, byTwin)).isEqualTo(Reason.AMBIGUOUS_KEY);
    }

    // The algorithm of the token decides between the two keys.
    for (List<String> set :
        List.of(
            List.of(current.jwk(), otherAlgorithm.jwk()),
            List.of(otherAlgorithm.jwk(), current.jwk()))) {
      issuer.keys().publishOnly(set);
      validator.refreshKeys();
      accepts();
      accepts(byOther);
    }

    // Identical entries count as one key.
    issuer.keys().publishOnly(List.of(current.jwk(), current.jwk()));
    validator.refreshKeys();
    accepts();
    assertThat(reasonOf(validator, byTwin)).isEqualTo(Reason.BAD_SIGNATURE);
  }

  private List<SigningKey> publishWithoutIds(int number) {
    List<SigningKey> keys = new ArrayList<>();
    List<String> jwks = new ArrayList<>(issuer.keys().published());
    for (int i = 0; i < number; i++) {
      SigningKey key = SigningKey.generate("ES256");
      keys.add(key);
      jwks.add(withoutKeyId(key));
    }
    issuer.keys().publishOnly(jwks);
    return keys;
  }

  @Test
  void triesUpToFourKeysWithoutIdForATokenWithoutId() {
    List<SigningKey> keys = publishWithoutIds(4);

    for (SigningKey key : keys) {
      String token = issuer.token().signedBy(key).withoutHeader("kid").mint();
      accepts(token);
      long hits = validator.tokenCache().hits();
      accepts(token);
      assertThat(validator.tokenCache().hits()).isEqualTo(hits + 1);
    }
    String forged =
        issuer.token().signedBy(SigningKey.generate("ES256")).withoutHeader("kid").mint();
    assertThat(reasonOf(validator, forged)).isEqualTo(Reason.BAD_SIGNATURE);
    accepts(issuer.token().mint());

    validator.distrust(keys.get(2).keyId());
    assertThat(
            reasonOf(validator, issuer.token().signedBy(keys.get(2)).withoutHeader("kid").mint()))
        .isEqualTo(Reason.DISTRUSTED_KEY);
  }

  @Test
  void refusesATokenWithoutIdWhenFiveKeysHaveNone() {
    List<SigningKey> keys = publishWithoutIds(5);

    assertThat(
            reasonOf(validator, issuer.token().signedBy(keys.get(0)).withoutHeader("kid").mint()))
        .isEqualTo(Reason.AMBIGUOUS_KEY);
  }
}
