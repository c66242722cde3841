package dev.tokenvalidator;

import static dev.tokenvalidator.Jwks.base64;
import static dev.tokenvalidator.Jwks.ec256;
import static dev.tokenvalidator.Jwks.withMember;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.keys.KeySetEvent.EntrySkipped;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Private and symmetric keys that an issuer publishes by mistake. */
@Tag("json")
class PublishedSecretsTest extends ValidatorTestBase {

  PublishedSecretsTest() {
    super("ES256");
  }

  private static final String MARKER = "bWFya2VyLW1hcmtlcg";

  /** Secrets, each with the entries that publish it. */
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
            withMember(ec256(), "d", "\"" + d + "\""),
            withMember(withMember(ec256(), "d", "\"" + d + "\""), "use", "\"enc\""),
            withMember(withMember(ec256(), "d", "\"" + d + "\""), "kty", "7"),
            "{\"d\":\"" + d + "\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\",\"d\":\"" + d + "\"}"));
    published.put(exponent, List.of(withMember(rsaPublic, "d", "\"" + exponent + "\"")));
    published.put(prime, List.of(withMember(rsaPublic, "p", "\"" + prime + "\"")));
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
            withMember(ec256(), "d", "\"" + MARKER + "-not-strict\"")
                .replace("{", "{\"kid\":\"1\","),
            withMember(withMember(ec256(), "\\u0064", "\"" + MARKER + "-not-strict\""), "d", "1"),
            withMember(
                withMember(ec256(), "d", "\"" + MARKER + "-not-strict\""), "nbf", "9".repeat(2000)),
            withMember(
                withMember(ec256(), "d", "\"" + MARKER + "-not-strict\""), "nbf", "1e99999999999"),
            withMember(ec256(), "d", "\"" + MARKER + "-not-strict\"")
                .replace("{", "{\"\\ud800\":1,"),
            withMember(
                withMember(ec256(), "d", "\"" + MARKER + "-not-strict\""), "x5t", "\"\\ud800\""),
            "{\"kty\":\"oct\",\"kty\":\"oct\",\"k\":\"" + MARKER + "-not-strict\"}"));
    return published;
  }

  @Test
  @Tag("F15")
  void reportsPublishedSecretsAsSevereWithoutQuotingThem() throws Exception {
    Map<String, List<String>> published = published();
    List<String> entries = published.values().stream().flatMap(List::stream).toList();
    entries.forEach(issuer.keys()::publishJwk);
    List<String> lines;
    try (LogLines log = new LogLines()) {
      accepts();
      events.await(() -> events.count("EntrySkipped") == entries.size());
      lines = log.all();
    }

    assertThat(events.severe()).hasSize(entries.size());
    assertThat(lines).anyMatch(line -> line.startsWith("SEVERE key set entry skipped "));
    for (String secret : published.keySet()) {
      assertThat(events.toString()).doesNotContain(secret);
      assertThat(lines).noneMatch(line -> line.contains(secret));
    }
  }

  @Test
  @Tag("F15")
  void reportsAPublishedSecretInASetWithoutUsableKeys() {
    accepts();
    events.await(() -> events.count("Loaded") == 1);
    String secret = withMember(ec256(), "d", "\"" + MARKER + "\"");

    issuer.keys().publishOnly(List.of("{}", secret));
    issuer.clock().advance(REFRESH_AGE);
    accepts();
    events.await(() -> events.count("LoadFailed") == 1);

    assertThat(events.of(EntrySkipped.class))
        .containsExactly(
            new EntrySkipped(issuer.issuer(), 0, "kty is missing", false),
            new EntrySkipped(issuer.issuer(), 1, "a private key", true));
    assertThat(events.emptySets()).isEqualTo(1);
  }

  @Test
  void reportsAPublishedSecretAsSevere() {
    issuer.keys().publishJwk("{\"kty\":\"oct\",\"k\":\"c2VjcmV0LW1hcmtlcg\"}");
    issuer
        .keys()
        .publishJwk(
            SigningKey.generate("ES384").jwk().replace("{", "{\"d\":\"c2VjcmV0LW1hcmtlcg\","));

    accepts(issuer.token().mint());

    events.await(() -> events.severe().size() == 2);
    assertThat(events.toString()).doesNotContain("c2VjcmV0LW1hcmtlcg");
  }

  @Test
  void logsAPublishedSecretAmongManyOddEntries() {
    issuer.keys().publishJwk("{\"kty\":\"oct\",\"k\":\"c2VjcmV0LW1hcmtlcg\"}");
    for (int i = 0; i < 20; i++) {
      issuer.keys().publishJwk("{\"kty\":\"odd\"}");
    }
    try (LogLines log = new LogLines()) {
      accepts();
      events.await(() -> events.count("EntrySkipped") == 21);

      assertThat(log.with("key set entry skipped "))
          .filteredOn(line -> line.startsWith("SEVERE"))
          .singleElement()
          .asString()
          .contains("position=20", "symmetric");
      assertThat(log.all().toString()).doesNotContain("c2VjcmV0LW1hcmtlcg");
    }
  }
}
