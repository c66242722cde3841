package dev.tokenvalidator.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** docs/explain.md shows what the command prints. */
class ExplainPageTest {

  private static final String ISSUER = "https://keycloak.example/realms/shop";

  @Test
  void showsTheOutputForATokenOfKeycloak() throws Exception {
    Run run = explain();

    assertThat(run.status()).isEqualTo(1);
    assertThat(page()).contains("```text\n" + run.out() + "```\n");
  }

  @Test
  void namesAllMembersOfTheJson() throws Exception {
    JsonNode json = explain("--json").json();
    String page = page();
    String section = page.substring(page.indexOf("## As JSON"));

    for (JsonNode object : List.of(json, json.at("/checks/0"), json.at("/proposal"))) {
      assertThat(object.isObject()).isTrue();
      assertThat(fieldNames(object)).allMatch(name -> section.contains("`" + name + "`"));
    }
  }

  private static List<String> fieldNames(JsonNode object) {
    Iterable<String> names = object::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }

  /** With keys in a setting, so that the issuer may have any name. */
  private static Run explain(String... more) {
    SigningKey key = SigningKey.generate("ES256").withKeyId("shop-2026");
    try (TestIssuer issuer = TestIssuer.start()) {
      issuer.keys().publish(key);
      String token =
          issuer
              .token()
              .signedBy(key)
              .type("JWT")
              .issuer(ISSUER)
              .audience("https://shopping.api")
              .subject("6f1c-4a0e")
              .issuedAt(Instant.parse("2026-11-27T10:00:00Z"))
              .expiresAt(Instant.parse("2099-12-31T23:00:00Z"))
              .claim("jti", "trrtcc:7b1d")
              .claim("typ", "Bearer")
              .without("client_id")
              .claim("azp", "warehouse")
              .claim("scope", "read:products")
              .mint();
      return Run.of(
          Map.of("TOKEN_VALIDATOR_AUDIENCE", "https://shopping.api"),
          "Bearer " + token,
          Stream.concat(
                  Stream.of("--issuer=" + ISSUER, "--jwk-set={\"keys\":[" + key.jwk() + "]}"),
                  Stream.of(more))
              .toArray(String[]::new));
    }
  }

  private static String page() throws Exception {
    return Files.readString(Path.of("..", "docs", "explain.md"));
  }
}
