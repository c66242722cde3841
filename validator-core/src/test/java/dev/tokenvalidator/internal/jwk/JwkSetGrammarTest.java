package dev.tokenvalidator.internal.jwk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.internal.jwk.JwkSetReader.MalformedSetException;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.internal.text.NaiveJson;
import dev.tokenvalidator.internal.text.OddJson;
import dev.tokenvalidator.internal.text.SeededDocuments;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An entry with one odd part does not affect the good key in the same set. */
@Tag("json")
@Tag("slow")
class JwkSetGrammarTest {

  private static final int DOCUMENTS = 400;
  private static final SigningKey GOOD = SigningKey.generate("ES256").withKeyId("good");

  private static JwkSetReader reader;

  @BeforeAll
  static void createReader() throws Exception {
    reader =
        new JwkSetReader(VerificationKeyFactory.create(EnumSet.allOf(SignatureAlgorithm.class)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES512", "RS256", "EdDSA"})
  void findsTheGoodKeyBesideAnOddEntry(String algorithm) {
    String valid = SigningKey.generate(algorithm).jwk();

    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.value(seed, valid),
        entry -> {
          for (String entries : new String[] {entry + "," + GOOD.jwk(), GOOD.jwk() + "," + entry}) {
            check(entry, "{\"keys\":[" + entries + "]}");
          }
        });
  }

  /** Other members of the set are ignored. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"issuer\":\"https://a\",\"expires\":1}"})
  void findsTheGoodKeyBesideAnOddMember(String valid) {
    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.value(seed, valid),
        value -> check(value, "{\"x\":" + value + ",\"keys\":[" + GOOD.jwk() + "]}"));
  }

  private static void check(String value, String set) throws Exception {
    if (!NaiveJson.isOneValue(value)) {
      // Invalid JSON may make the whole set invalid, but causes no other exception.
      try {
        reader.read(set.getBytes(UTF_8));
      } catch (MalformedSetException e) {
        assertThat(e.problem()).startsWith("the JWK Set ");
      }
      return;
    }
    JwkSetReader.Result result = reader.read(set.getBytes(UTF_8));
    assertThat(result.keys().keyIds().contains("good")).isTrue();
  }
}
