package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The troubleshooting page quotes the reports on limits. */
@Tag("json")
class LimitsPageTest {

  private static String page;

  private final TestIssuer issuer = TestIssuer.builder().algorithm("EdDSA").start();
  private final AccessTokenValidator validator =
      validatorFor(issuer).jwkSet(issuer.keys().jwkSet()).build();

  @BeforeAll
  static void reads() throws IOException {
    page = Files.readString(Path.of("..", "docs", "troubleshooting.md"), UTF_8);
  }

  @AfterEach
  void close() {
    validator.close();
    issuer.close();
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  @Test
  void quotesTheReportsOfOversizedTokens() {
    for (String token :
        List.of(
            "x".repeat(16_385),
            issuer.token().header("x", "x".repeat(4_096)).mint(),
            issuer.token().keyId("k".repeat(257)).mint(),
            issuer.token().claim("exp", 253402300800L).mint())) {
      InvalidTokenException refusal = refusalOf(validator, token);

      assertShown("expected=\"" + refusal.explanation().expected() + '"', refusal);
    }
  }

  @Test
  void quotesTheReportsOfOversizedJson() {
    for (String value : List.of(nested(65), "1".repeat(1001), "1e1000")) {
      String json = "{\"x\":" + value + "}";
      for (String token :
          List.of(issuer.token().rawHeader(json).mint(), issuer.token().rawPayload(json).mint())) {
        InvalidTokenException refusal = refusalOf(validator, token);

        String found = refusal.explanation().found();
        assertShown(found.substring(0, found.lastIndexOf(' ')), refusal);
        assertThat(page)
            .contains("expected a payload within the limits for JSON")
            .contains("a " + refusal.explanation().expected().split(" ", -1)[1]);
      }
    }
  }

  private static void assertShown(String text, InvalidTokenException refusal) {
    assertThat(page).contains('`' + text);
    assertThat(page).contains('`' + refusal.reason().name() + '`');
  }

  @Test
  void quotesTheReportsOfOversizedKeySets() {
    String jwk = SigningKey.generate("ES256").jwk();
    String rsa = "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%s\"}";
    for (String entries :
        List.of(
            String.join(",", Collections.nCopies(1001, jwk)),
            jwk.replaceFirst("\\{", "{\"x5c\":" + nested(64) + ","),
            "{\"kty\":\"EC\",\"kid\":\"" + "k".repeat(257) + "\"}",
            rsa.formatted("x".repeat(1401)),
            rsa.formatted("_".repeat(170) + "8"))) {
      String message =
          assertThatExceptionOfType(InvalidSettingException.class)
              .isThrownBy(
                  () -> validatorFor(issuer).jwkSet("{\"keys\":[" + entries + "]}").build().close())
              .actual()
              .getMessage();
      String problem =
          String.valueOf(message)
              .replaceFirst(".*entry 0: ", "")
              .replaceFirst("^jwkSet:? ", "")
              .replaceFirst(", at character .*|; give .*", "");

      assertThat(page).contains('`' + problem);
    }
  }
}
