package dev.tokenvalidator.internal.jws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Every parsed token has the one canonical spelling (RFC 7515 section 7.1). */
@Tag("json")
class CompactJwsFuzzTest {

  private static final Set<String> ALGORITHMS =
      Set.of(
          "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA",
          "Ed25519");

  @FuzzTest
  void parsesOnlyTheCanonicalSpelling(byte[] input) throws IOException {
    String text = new String(input, UTF_8);
    CompactJws jws;
    try {
      jws = CompactJws.parse(text);
    } catch (JwsException e) {
      assertLoggable(e, text);
      return;
    }

    String[] parts = text.split("\\.", -1);
    assertThat(parts).hasSize(3);
    assertThat(base64Url(jws.payload())).isEqualTo(parts[1]);
    assertThat(base64Url(jws.signature())).isEqualTo(parts[2]);
    assertThat(jws.payload()).isNotEmpty();
    assertThat(jws.signature()).isNotEmpty();
    assertThat(US_ASCII.decode(jws.signingInput()).toString()).isEqualTo(parts[0] + "." + parts[1]);
    byte[] header = Base64.getUrlDecoder().decode(parts[0]);
    assertThat(base64Url(header)).isEqualTo(parts[0]);
    assertHeader(jws.header(), header);
  }

  /** Tests headers alone, because a mutation of Base64url rarely leaves a readable header. */
  @FuzzTest
  void readsOnlyUnambiguousHeaders(byte[] input) throws IOException {
    JoseHeader header;
    try {
      header = JoseHeader.parse(input);
    } catch (JwsException e) {
      assertLoggable(e, new String(input, UTF_8));
      return;
    }

    assertHeader(header, input);
  }

  private static void assertHeader(JoseHeader header, byte[] json) throws IOException {
    JsonNode members = new ObjectMapper().readTree(json);
    assertThat(ALGORITHMS).contains(members.get("alg").textValue());
    assertThat(members.has("crit") || members.has("b64")).isFalse();
    assertThat(header.keyId()).isEqualTo(members.path("kid").textValue());
    assertThat(header.type()).isEqualTo(members.path("typ").textValue());
    // EdDSA and Ed25519 (RFC 9864) are two names of one algorithm.
    assertThat(header.algorithm().name().replace("ED25519", "EdDSA"))
        .isEqualTo(members.get("alg").textValue().replace("Ed25519", "EdDSA"));
  }

  /** One line of printable ASCII, of bounded length, without the token. */
  private static void assertLoggable(JwsException e, String text) {
    String message = e.expected() + e.found();
    assertThat(message.chars()).as("the message").allMatch(c -> c >= 0x20 && c < 0x7f);
    assertThat(message).hasSizeLessThan(600);
    if (text.length() > 80) {
      assertThat(message).doesNotContain(text);
    }
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
