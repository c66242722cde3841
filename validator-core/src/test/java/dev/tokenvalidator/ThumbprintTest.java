package dev.tokenvalidator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.tokenvalidator.fixtures.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key without a kid is identified by its RFC 7638 thumbprint. */
class ThumbprintTest {

  /** RFC 7638 section 3.1. */
  @Test
  void computesTheExampleOfRfc7638() {
    assertThat(
            nameOf(
                """
                {"kty":"RSA",
                 "n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuh\
                DR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5\
                v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLy\
                rdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnq\
                DKgw",
                 "e":"AQAB","alg":"RS256"}
                """))
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  /** RFC 8037 appendix A.3. */
  @Test
  void computesTheExampleOfRfc8037() {
    assertThat(
            nameOf(
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                    + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"))
        .isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "ES384", "ES512", "EdDSA"})
  void computesTheSameThumbprintAsNimbus(String algorithm) throws Exception {
    String jwk = SigningKey.generate(algorithm).jwk();
    String unnamed = jwk.replaceAll("\"kid\":\"[^\"]*\",?", "");

    assertThat(nameOf(unnamed)).isEqualTo(JWK.parse(jwk).computeThumbprint().toString());
  }

  private static String nameOf(String jwk) {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .issuer("https://issuer.example")
            .audience("https://api.example")
            .jwkSet("{\"keys\":[" + jwk + "]}")
            .build()) {
      return validator.keySets().get(0).keyIds().get(0);
    }
  }
}
