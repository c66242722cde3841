package dev.tokenvalidator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A text is accepted only if our signer signed it and its claims are valid. */
@Tag("json")
class ForgeryFuzzTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static TestIssuer issuer;
  private static AccessTokenValidator validator;
  private static List<String> good;
  private static Set<String> signed;

  @BeforeAll
  static void signTokens() {
    issuer = TestIssuer.builder().algorithm("EdDSA").start();
    SigningKey ec = SigningKey.generate("ES256");
    SigningKey rsa = SigningKey.generate("RS256");
    issuer.keys().publish(ec);
    issuer.keys().publish(rsa);
    validator =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .jwkSet(issuer.keys().jwkSet())
            .clock(issuer.clock(), System::nanoTime)
            .build();
    String ecToken = issuer.token().signedBy(ec).mint();
    good =
        List.of(
            issuer.token().mint(),
            issuer.token().signedBy(rsa).mint(),
            ecToken,
            issuer.token().withoutHeader("kid").without("scope").mint());
    signed = new LinkedHashSet<>(good);
    signed.add(twin(ecToken, (ECPublicKey) ec.publicKey()));
    // The test proves nothing unless the good tokens are accepted.
    signed.forEach(validator::validate);
  }

  @AfterAll
  static void stop() {
    validator.close();
    issuer.close();
  }

  /**
   * The input edits one of the good tokens. Each step is three bytes: what to do, where, and with
   * which character.
   */
  @FuzzTest
  void refusesEveryEditedToken(byte[] input) {
    StringBuilder text = new StringBuilder(good.get(byteAt(input, 0) % good.size()));
    for (int i = 1; i + 2 < input.length && i < 60; i += 3) {
      edit(text, byteAt(input, i), byteAt(input, i + 1), input[i + 2]);
    }

    assertSignedIfAccepted(text.toString());
  }

  /** Each line is a part of the token, or names the part of a good token, as {@code #1} does. */
  @FuzzTest
  void refusesTokensWithReplacedParts(byte[] input) {
    String[] lines = new String(input, UTF_8).split("\n", 3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.length; i++) {
      text.append(i == 0 ? "" : ".").append(part(lines[i], i));
    }

    assertSignedIfAccepted(text.toString());
  }

  /** The input is the payload of a token that our signer signed. */
  @FuzzTest
  void acceptsOnlyValidClaims(byte[] input) throws JsonProcessingException {
    String json =
        new String(input, UTF_8)
            .replace("$iss", issuer.issuer())
            .replace("$aud", issuer.resource().indicator())
            .replace("$now", "" + issuer.clock().instant().getEpochSecond());
    AccessToken token;
    try {
      token = validator.validate(issuer.token().rawPayload(json).mint());
    } catch (InvalidTokenException e) {
      assertThat(e.reason()).isNotEqualTo(Reason.BAD_SIGNATURE);
      return;
    }

    JsonNode claims = JSON.readTree(json);
    double now = issuer.clock().instant().getEpochSecond();
    assertThat(claims.get("iss").textValue()).isEqualTo(issuer.issuer());
    assertThat(strings(claims.get("aud"))).contains(issuer.resource().indicator());
    assertThat(claims.get("exp").isNumber()).isTrue();
    assertThat(claims.get("exp").doubleValue()).isGreaterThan(now - 30);
    assertThat(claims.path("nbf").asDouble(now)).isLessThanOrEqualTo(now + 30);
    assertThat(claims.get("sub").textValue()).isNotEmpty().isEqualTo(token.subject());
    assertThat(claims.get("client_id").textValue()).isNotEmpty().isEqualTo(token.clientId());
    assertThat(claims.has("cnf") || claims.has("organization_id")).isFalse();
    Set<String> scopes = new LinkedHashSet<>(List.of(claims.path("scope").asText().split(" ", -1)));
    scopes.remove("");
    assertThat(token.scopes()).isEqualTo(scopes);
  }

  private static void assertSignedIfAccepted(String text) {
    try {
      validator.validate(text);
    } catch (InvalidTokenException e) {
      assertThat(signed).doesNotContain(text);
      return;
    }
    assertThat(signed).as("accepted: %s", text).contains(text);
  }

  private static void edit(StringBuilder text, int what, int where, byte character) {
    if (text.isEmpty()) {
      return;
    }
    // A byte is too short for a whole token, so it counts from the start, the end or a dot.
    int from =
        switch (what & 3) {
          case 0 -> where;
          case 1 -> text.length() - 1 - where;
          case 2 -> text.indexOf(".") + where;
          default -> text.lastIndexOf(".") + where - 8;
        };
    int at = Math.floorMod(from, text.length());
    String inserted = new String(new byte[] {character}, ISO_8859_1);
    switch (what >> 2 & 7) {
      case 0, 1 -> text.setCharAt(at, inserted.charAt(0));
      case 2 -> text.insert(at, inserted);
      case 3 -> text.deleteCharAt(at);
      case 4 -> text.append(inserted);
      case 5 -> text.setLength(at);
      case 6 -> text.setCharAt(at, text.charAt(Math.floorMod(character, text.length())));
      default -> {
        String other = good.get(Math.floorMod(character, good.size()));
        text.replace(at, text.length(), other.substring(Math.min(at, other.length())));
      }
    }
  }

  private static String part(String line, int index) {
    if (line.matches("#[0-9]")) {
      String[] parts = good.get((line.charAt(1) - '0') % good.size()).split("\\.", -1);
      return parts[index];
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(line.getBytes(UTF_8));
  }

  private static List<String> strings(JsonNode value) {
    return value.isTextual()
        ? List.of(value.textValue())
        : StreamSupport.stream(value.spliterator(), false).map(JsonNode::textValue).toList();
  }

  /** The other valid signature, with n - s for s. RFC 7518 section 3.4 allows both. */
  private static String twin(String token, ECPublicKey key) {
    int dot = token.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    byte[] s = Arrays.copyOfRange(signature, 32, 64);
    byte[] other = key.getParams().getOrder().subtract(new BigInteger(1, s)).toByteArray();
    Arrays.fill(signature, 32, 64, (byte) 0);
    int length = Math.min(other.length, 32);
    System.arraycopy(other, other.length - length, signature, 64 - length, length);
    return token.substring(0, dot + 1)
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static int byteAt(byte[] input, int index) {
    return index < input.length ? input[index] & 0xFF : 0;
  }
}
