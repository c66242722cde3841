package dev.tokenvalidator.internal.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.internal.text.NaiveJson.RefusedException;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares {@link StrictJson} with a reader written from the grammar alone. */
@Tag("json")
class StrictJsonGrammarTest {

  private static final int DOCUMENTS = 600;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"ES384\",\"typ\":\"at+jwt\",\"kid\":\"abc\"}",
        "{\"iss\":\"https://a\",\"aud\":[\"b\"],\"exp\":1700000000,\"scope\":\"a b\",\"x\":{\"y\":1.5}}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\",\"key_ops\":[\"verify\"]}",
        "{\"issuer\":\"https://a\",\"jwks_uri\":\"https://a/jwks\",\"grant_types_supported\":[]}",
        "{\"keys\":[{\"kty\":\"EC\",\"x\":1},2,null]}"
      })
  @Tag("slow")
  void agreesWithAPlainReader(String valid) {
    SeededDocuments.checkEach(
        DOCUMENTS,
        seed -> OddJson.document(seed, valid),
        document -> {
          byte[] utf8 = document.getBytes(UTF_8);

          assertAgrees(document, () -> StrictJson.object(document));
          assertAgrees(document, () -> StrictJson.object(utf8));
          assertAgrees(document, () -> StrictJson.verifiedObject(utf8));
          scan(utf8);
        });
  }

  private interface Reading {
    Map<String, @Nullable Object> read() throws MalformedJsonException;
  }

  private static void assertAgrees(String document, Reading reading) {
    Map<String, @Nullable Object> expected = null;
    boolean beyondLimit = false;
    int place = 0;
    try {
      expected = NaiveJson.object(document);
    } catch (RefusedException e) {
      beyondLimit = e.isBeyondLimit();
      place = e.place();
    }
    try {
      assertThat(reading.read()).isEqualTo(expected);
    } catch (MalformedJsonException e) {
      assertThat(expected).as(e.found()).isNull();
      // If the document also has a bad escape, either fault may be reported.
      if (document.indexOf('\\') < 0) {
        assertThat(e.isBeyondLimit()).as(e.found()).isEqualTo(beyondLimit);
        assertThat(e.found())
            .matches(beyondLimit ? "JSON .*, at character " + place : "(?!JSON ).*");
      }
    }
  }

  private static void scan(byte[] utf8) {
    try {
      for (String element : StrictJson.elements(utf8, "keys").orElse(List.of())) {
        assertThat(StrictJson.names(element)).isNotNull();
      }
    } catch (MalformedJsonException e) {
      assertThat(e.isBeyondLimit()).isFalse();
    }
  }
}
