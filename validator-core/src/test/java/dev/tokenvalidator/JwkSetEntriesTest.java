package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.reasonOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeySetEvent.EntrySkipped;
import dev.tokenvalidator.keys.KeySetEvent.LoadFailed;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What odd keys and rotations at the issuer cost those who bring good tokens. One test for each
 * fault, by its number; {@link IssuerFaultsTest} has those of an issuer out of reach.
 */
@Tag("json")
class KeySetFaultsTest {

  private static final Duration AGE_OF_REFRESH = Duration.ofMinutes(10);
  private static final Duration NEXT_FETCH = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String MARKER = "bWFya2VyLW1hcmtlcg";

  private final TestIssuer issuer = TestIssuer.builder().algorithm("ES256").start();
  private final KeySetLog events = new KeySetLog();
  private final AccessTokenValidator validator =
      validatorFor(issuer).fetchTimeout(LONG).listener(events).build();

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
  }

  private void accepts(String token) {
    assertThat(validator.validate(token).clientId()).isEqualTo(issuer.app().id());
  }

  private void accepts() {
    accepts(issuer.token().mint());
  }

  /** Lets the keys that are in force come of age, and waits until they have been fetched again. */
  private void refresh() {
    // Who waited for a fetch may go on before the listener has heard of it.
    events.await(() -> loads() == issuer.jwks().requestCount());
    int before = loads();
    issuer.clock().advance(AGE_OF_REFRESH);
    accepts();
    events.await(() -> loads() > before);
  }

  private int loads() {
    return events.count("Loaded") + events.count("LoadFailed");
  }

  private static String jwk() {
    return SigningKey.generate("ES256").jwk();
  }

  private static String rsaJwk(int bits) {
    byte[] modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE).toByteArray();
    return "{\"kty\":\"RSA\",\"kid\":\"of-"
        + bits
        + "-bits\",\"n\":\""
        + base64(modulus)
        + "\",\"e\":\"AQAB\"}";
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String base64(BigInteger number) {
    return base64(number.toByteArray());
  }

  private static String with(String jwk, String member, String json) {
    String without = jwk.replaceFirst("\"" + Pattern.quote(member) + "\":\"[^\"]*\",?", "");
    return "{\"" + member + "\":" + json + "," + without.substring(1).replace(",}", "}");
  }

  @Test
  @Tag("F13")
  void treatsASetWithoutUsableKeysAsAFailure() {
    accepts();
    String bad = "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AAAA\",\"y\":\"AAAA\"}";
    List<List<String>> sets =
        List.of(
            List.of(), List.of("{}"), List.of("null"), List.of(bad, with(jwk(), "use", "\"enc\"")));
    List<String> good = issuer.keys().published();
    for (List<String> set : sets) {
      int before = events.emptySets();
      issuer.keys().publishOnly(set);
      refresh();
      events.await(() -> events.emptySets() == before + 1);
      accepts();

      issuer.keys().publishOnly(good);
      refresh();
    }

    events.await(() -> events.count("LoadFailed") == sets.size());
    assertThat(events.of(LoadFailed.class))
        .allMatch(failure -> failure.reason().equals("the JWK Set holds no usable key"));
    assertThat(events.kinds()).doesNotContain("KeyRemoved");
  }

  /** Entries that are of no use, and a word of why. */
  private static Map<String, String> badEntries() {
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("null", "not an object");
    bad.put("7", "not an object");
    bad.put("-0.5e7", "not an object");
    bad.put("true", "not an object");
    bad.put("\"key\"", "not an object");
    bad.put("[" + jwk() + "]", "not an object");
    bad.put("{}", "kty is missing");
    bad.put("{\"kty\":null}", "kty is missing");
    bad.put("{\"kty\":7}", "kty is not a string");
    bad.put("{\"kty\":\"ec\"}", "kty \"ec\"");
    bad.put("{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"AAAA\"}", "kty \"AKP\"");
    bad.put(with(jwk(), "kid", "7"), "kid is not a string");
    bad.put(with(jwk(), "kid", "\"" + "k".repeat(257) + "\""), "kid is longer");
    bad.put(with(jwk(), "use", "\"enc\""), "use is \"enc\"");
    bad.put(with(jwk(), "use", "[\"sig\"]"), "use is not a string");
    bad.put(with(jwk(), "key_ops", "[\"encrypt\"]"), "key_ops");
    bad.put(with(jwk(), "key_ops", "\"verify\""), "key_ops");
    bad.put(with(jwk(), "key_ops", "[\"verify\",\"verify\"]"), "key_ops");
    bad.put(with(jwk(), "alg", "\"ES384\""), "alg does not fit");
    bad.put(with(jwk(), "alg", "\"HS256\""), "alg \"HS256\"");
    bad.put(with(jwk(), "alg", "\"none\""), "alg \"none\"");
    bad.put(with(jwk(), "alg", "7"), "alg is not a string");
    bad.put(with(jwk(), "crv", "\"secp256k1\""), "crv \"secp256k1\"");
    bad.put(with(jwk(), "crv", "\"P-384\""), "alg does not fit");
    bad.put(with(jwk(), "x", "\"" + MARKER + "\""), "not a point of P-256");
    bad.put(with(jwk(), "x", "\"\""), "not a point of P-256");
    bad.put(with(jwk(), "y", "\"!%&" + MARKER + "\""), "not a point of P-256");
    bad.put(with(jwk(), "y", "{\"" + MARKER + "\":1}"), "y is not a string");
    bad.put(jwk().replace("\"x\"", "\"x-\""), "x is missing");
    bad.put("{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}", "crv \"Ed448\"");
    bad.put("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", "Ed25519 key of 3 bytes");
    bad.put("{\"kty\":\"RSA\",\"n\":\"" + MARKER + "\",\"e\":\"AQAB\"}", "RSA key of ");
    bad.put(rsaJwk(1024), "RSA key of 1024 bits");
    bad.put(rsaJwk(8200), "RSA key of 8200 bits");
    bad.put(rsaJwk(2048).replace("AQAB", "AQ"), "RSA exponent");
    bad.put(rsaJwk(2048).replace("AQAB", ""), "RSA exponent");
    bad.put(rsaJwk(2048).replace("AQAB", "Ag"), "RSA exponent");
    bad.put(rsaJwk(2048).replace("AQAB", "BA"), "RSA exponent");
    bad.put(rsaJwk(2048).replace("AQAB", "AQAAAAE"), "RSA exponent");
    bad.put(rsaJwk(2048).replace("\"e\":\"AQAB\"", "\"e\":65537"), "e is not a string");
    bad.put(rsaJwk(2048).replace("\"e\"", "\"E\""), "e is missing");
    return bad;
  }

  /** Entries that are JSON, but not such JSON as there is only one reading of. */
  private static Map<String, String> ambiguousEntries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(jwk().replace("{", "{\"kid\":\"" + MARKER + "\","), "not strict JSON");
    entries.put(with(jwk(), "x5c", "{\"a\":1,\"a\":2}"), "not strict JSON");
    entries.put(with(jwk(), "nbf", "9".repeat(2000)), "a number of 2000 characters");
    entries.put(with(jwk(), "exp", "1." + "9".repeat(2000)), "a number of 2002 characters");
    entries.put(with(jwk(), "nbf", "1e99999999999"), "a number whose exponent");
    entries.put(with(jwk(), "nbf", "[-0e-99999999999]"), "a number whose exponent");
    entries.put(with(jwk(), "x5c", "[".repeat(100) + "]".repeat(100)), "nested deeper");
    entries.put(with(jwk(), "x5c", "[".repeat(20_000) + "]".repeat(20_000)), "nested deeper");
    entries.put(with(jwk(), "x5t", "\"\\ud800" + MARKER + "\""), "unpaired surrogate");
    entries.put(with(jwk(), "kid", "\"\\udc00\""), "unpaired surrogate");
    entries.put(with(jwk(), "\\u0000", "1"), "U+0000");
    entries.put(with(jwk(), "kid", "\"\\u0000\""), "U+0000");
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

  private static String ed25519(BigInteger y, boolean sign) {
    byte[] encoded = new byte[32];
    byte[] number = y.toByteArray();
    for (int i = 0; i < number.length && i < encoded.length; i++) {
      encoded[i] = number[number.length - 1 - i]; // RFC 8032 section 5.1.2: little-endian
    }
    encoded[31] |= (byte) (sign ? 0x80 : 0);
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + base64(encoded) + "\"}";
  }

  /** RFC 8032: with such a key, whose private half nobody has, anybody can sign. */
  @Test
  @Tag("F14")
  void skipsEd25519KeysOfSmallOrderAndNonCanonicalEncoding() {
    BigInteger p = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    // Of order 8; its negative is another.
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

  private static final class Records extends Handler {
    private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void publish(LogRecord logged) {
      records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    List<String> lines() {
      synchronized (records) {
        return records.stream()
            .map(logged -> logged.getLevel() + " " + logged.getMessage())
            .toList();
      }
    }
  }

  /** Secrets, each in the entries that publish it. */
  private static Map<String, List<String>> published() throws Exception {
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(256);
    String d = base64(((ECPrivateKey) ec.generateKeyPair().getPrivate()).getS());
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generateKeyPair().getPrivate();
    String rsaPublic =
        "{\"kty\":\"RSA\",\"n\":\"" + base64(key.getModulus()) + "\",\"e\":\"AQAB\"}";
    String exponent = base64(key.getPrivateExponent());
    String prime = base64(key.getPrimeP());
    Map<String, List<String>> published = new LinkedHashMap<>();
    published.put(
        d,
        List.of(
            with(jwk(), "d", "\"" + d + "\""),
            with(with(jwk(), "d", "\"" + d + "\""), "use", "\"enc\""),
            with(with(jwk(), "d", "\"" + d + "\""), "kty", "7"),
            "{\"d\":\"" + d + "\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\",\"d\":\"" + d + "\"}"));
    published.put(exponent, List.of(with(rsaPublic, "d", "\"" + exponent + "\"")));
    published.put(prime, List.of(with(rsaPublic, "p", "\"" + prime + "\"")));
    published.put(
        MARKER,
        List.of(
            "{\"kty\":\"oct\",\"k\":\"" + MARKER + "\"}",
            "{\"kty\":\"oct\",\"alg\":\"HS256\",\"use\":\"sig\",\"k\":\"" + MARKER + "\"}",
            "{\"kty\":\"oct\",\"k\":[\"" + MARKER + "\"]}",
            "{\"alg\":\"HS256\",\"k\":\"" + MARKER + "\"}",
            "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"priv\":\"" + MARKER + "\"}"));
    published.put(
        MARKER + "-not-strict",
        List.of(
            with(jwk(), "d", "\"" + MARKER + "-not-strict\"").replace("{", "{\"kid\":\"1\","),
            with(with(jwk(), "\\u0064", "\"" + MARKER + "-not-strict\""), "d", "1"),
            with(with(jwk(), "d", "\"" + MARKER + "-not-strict\""), "nbf", "9".repeat(2000)),
            with(with(jwk(), "d", "\"" + MARKER + "-not-strict\""), "nbf", "1e99999999999"),
            with(jwk(), "d", "\"" + MARKER + "-not-strict\"").replace("{", "{\"\\ud800\":1,"),
            with(with(jwk(), "d", "\"" + MARKER + "-not-strict\""), "x5t", "\"\\ud800\""),
            "{\"kty\":\"oct\",\"kty\":\"oct\",\"k\":\"" + MARKER + "-not-strict\"}"));
    return published;
  }

  @Test
  @Tag("F15")
  void reportsPublishedSecretsAsSevereWithoutQuotingThem() throws Exception {
    Map<String, List<String>> published = published();
    List<String> entries = published.values().stream().flatMap(List::stream).toList();
    entries.forEach(issuer.keys()::publishJwk);
    Logger logger = Logger.getLogger("dev.tokenvalidator");
    Records records = new Records();
    logger.setLevel(Level.ALL);
    logger.addHandler(records);
    try {
      accepts();
      events.await(() -> events.count("EntrySkipped") == entries.size());
    } finally {
      logger.removeHandler(records);
      logger.setLevel(null);
    }

    assertThat(events.severe()).hasSize(entries.size());
    assertThat(records.lines()).anyMatch(line -> line.startsWith("SEVERE EntrySkipped"));
    for (String secret : published.keySet()) {
      assertThat(events.toString()).doesNotContain(secret);
      assertThat(records.lines()).noneMatch(line -> line.contains(secret));
    }
  }

  @Test
  @Tag("F15")
  void reportsAPublishedSecretInASetWithoutUsableKeys() {
    accepts();
    events.await(() -> events.count("Loaded") == 1);
    String secret = with(jwk(), "d", "\"" + MARKER + "\"");

    issuer.keys().publishOnly(List.of("{}", secret));
    issuer.clock().advance(AGE_OF_REFRESH);
    accepts();
    events.await(() -> events.count("LoadFailed") == 1);

    assertThat(events.of(EntrySkipped.class))
        .containsExactly(
            new EntrySkipped(issuer.issuer(), 0, "kty is missing", false),
            new EntrySkipped(issuer.issuer(), 1, "a private key", true));
    assertThat(events.emptySets()).isEqualTo(1);
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

    issuer.keys().publishOnly(Collections.nCopies(10_000, jwk()));
    refresh();
    events.await(() -> events.count("LoadFailed") == 2);
    assertThat(events.of(LoadFailed.class).get(1).reason()).contains("bytes");

    // Seen by its length: not a number is made of it.
    issuer.keys().publishOnly(List.of(rsaJwk(32_768), good));
    refresh();
    events.await(() -> events.count("EntrySkipped") == 1);
    assertThat(events.of(EntrySkipped.class).get(0).reason()).contains("n is longer");

    // What is no certificate shows that nobody reads them.
    String certificates =
        "[" + String.join(",", Collections.nCopies(200, "\"" + "!".repeat(1200) + "\"")) + "]";
    issuer.keys().publishOnly(List.of(with(good, "x5c", certificates)));
    refresh();
    accepts();
    events.await(() -> events.count("LoadFailed") == 2);
    assertThat(events.count("EntrySkipped")).isEqualTo(1);
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

    // Two algorithms tell the keys apart.
    for (List<String> set :
        List.of(
            List.of(current.jwk(), otherAlgorithm.jwk()),
            List.of(otherAlgorithm.jwk(), current.jwk()))) {
      issuer.keys().publishOnly(set);
      validator.refreshKeys();
      accepts();
      accepts(byOther);
    }

    // One key said twice is one key.
    issuer.keys().publishOnly(List.of(current.jwk(), current.jwk()));
    validator.refreshKeys();
    accepts();
    assertThat(reasonOf(validator, byTwin)).isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  @Tag("F18")
  void acceptsEveryTokenDuringRotationsWithOverlap() {
    accepts();
    for (int rotation = 0; rotation < 20; rotation++) {
      String before = issuer.token().mint();
      String old = issuer.keys().current().keyId();
      issuer.keys().rotateKeepingOld();
      int fetches = issuer.jwks().requestCount();

      accepts(before);
      accepts();
      accepts(before);

      assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
      issuer.keys().retire(old);
      refresh();
      accepts();
    }
    assertThat(events.count("LoadFailed")).isZero();
    events.await(() -> events.count("KeyRemoved") == 20);
  }

  @Test
  @Tag("F19")
  void fetchesOnceForARotationWithoutOverlap() throws Exception {
    String old = issuer.token().mint();
    accepts(old);
    issuer.keys().rotate();
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String token = issuer.token().mint();
      calls.add(() -> validator.validate(token).clientId());
    }
    int fetches = issuer.jwks().requestCount();

    List<String> clients = Concurrently.call(calls, () -> {});

    assertThat(clients).hasSize(200).containsOnly(issuer.app().id());
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
    assertThat(reasonOf(validator, old)).isEqualTo(Reason.UNKNOWN_KEY);
    events.await(() -> events.count("KeyRemoved") == 1);
  }

  @Test
  @Tag("F20")
  void acceptsAKeyAtTheFirstFetchAfterItsPublication() {
    accepts();
    SigningKey early = SigningKey.generate("ES256");
    String token = issuer.token().signedBy(early).mint();
    // UnknownKeys has asked for all that new key ids may ask for.
    for (int junk = 0; junk < 3; junk++) {
      reasonOf(validator, issuer.token().signedBy(SigningKey.generate("ES256")).mint());
    }
    assertThat(unavailabilityOf(validator, token).retryAfter()).isEqualTo(NEXT_FETCH);
    int fetches = issuer.jwks().requestCount();

    issuer.keys().publish(early);
    issuer.clock().advance(NEXT_FETCH.minusSeconds(2));
    assertThat(unavailabilityOf(validator, token).retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches);

    issuer.clock().advance(Duration.ofSeconds(2));
    accepts(token);
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
  }

  @Test
  @Tag("F20")
  void acceptsAPreviouslyAbsentKeyAfterThirtySeconds() {
    accepts();
    SigningKey early = SigningKey.generate("ES256");
    String token = issuer.token().signedBy(early).mint();
    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    int fetches = issuer.jwks().requestCount();

    issuer.keys().publish(early);
    issuer.clock().advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(reasonOf(validator, token)).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches);

    issuer.clock().advance(Duration.ofNanos(1));
    accepts(token);
    assertThat(issuer.jwks().requestCount()).isEqualTo(fetches + 1);
  }
}
