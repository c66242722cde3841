package dev.tokenvalidator.internal.jwk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.internal.jwk.JwkSetReader.MalformedSetException;
import dev.tokenvalidator.internal.jws.ProviderFailureException;
import dev.tokenvalidator.internal.jws.VerificationKeyFactory;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.io.IOException;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** No other entry of a set hides a good key, and only declared exceptions are thrown. */
@Tag("json")
class JwkSetFuzzTest {

  private static final SigningKey GOOD = SigningKey.generate("ES256").withKeyId("good");

  /** The length of the longest reason without its quotation. */
  private static final int MAX_WORDS = 100;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  // Less than the limit of the reader, because the set adds two levels.
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(900)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static JwkSetReader reader;

  @BeforeAll
  static void createReader() throws Exception {
    reader =
        new JwkSetReader(VerificationKeyFactory.create(EnumSet.allOf(SignatureAlgorithm.class)));
  }

  @FuzzTest
  void throwsOnlyDeclaredExceptions(byte[] input) throws ProviderFailureException {
    JwkSetReader.Result result;
    try {
      result = reader.read(input);
    } catch (MalformedSetException e) {
      assertThat(e.problem().chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
      return;
    }

    // At most one quotation: 64 characters, each of which may be escaped by six.
    result
        .skipped()
        .forEach(entry -> assertThat(entry.reason()).hasSizeLessThan(64 * 6 + MAX_WORDS));
  }

  /** The input is an entry of the set. */
  @FuzzTest
  void findsTheGoodKeyBesideAnyEntry(byte[] input)
      throws MalformedSetException, ProviderFailureException {
    String entry = new String(input, UTF_8);
    if (!isOneValue(entry)) {
      return;
    }

    for (String entries : new String[] {entry + "," + GOOD.jwk(), GOOD.jwk() + "," + entry}) {
      String set = "{\"keys\":[" + entries + "]}";
      JwkSetReader.Result result = reader.read(set.getBytes(UTF_8));

      assertThat(result.keys().keyIds().contains("good")).as(set).isTrue();
      assertThat(result.skipped().size() + result.keys().names().size()).isBetween(1, 2);
    }
  }

  private static boolean isOneValue(String entry) {
    try {
      JsonNode node = JSON.readTree(entry);
      return !node.isMissingNode();
    } catch (IOException e) {
      return false;
    }
  }
}
