package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The other serialization of JWS and JWE (RFC 7515 section 7.2, RFC 7516 section 7.2). */
@Tag("json")
class JsonSerializationTest extends ValidatorTestBase {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"AAAA\"} | a JWS in JSON serialization",
        "{\"payload\":\"e30\",\"signatures\":[{\"signature\":\"AAAA\"}]} | a JWS in JSON serialization",
        "{\"signatures\":[{\"header\":{\"jku\":\"https://a.b.c\"}}]} | a JWS in JSON serialization",
        "{\"payload\":\"a.b.c\",\"signature\":\"\"} | a JWS in JSON serialization",
        "{\"protected\":\"e30\",\"iv\":\"AA\",\"ciphertext\":\"AA\",\"tag\":\"AA\"} | a JWE in JSON serialization",
        "{\"access_token\":\"a.b.c\",\"expires_in\":3600} | a JSON object that is neither a JWS nor a JWE",
        "{\"payload\":1e99999999999,\"signature\":\"a\"} | a JWS in JSON serialization",
        "{ | a JSON object that is neither a JWS nor a JWE",
        "{...} | a JSON object that is neither a JWS nor a JWE"
      })
  void hintsAtTheSerializationOfTheToken(String text, String found) {
    for (String sent : new String[] {text, " \r\n\t" + text}) {
      InvalidTokenException refusal = refusalOf(validator, sent);

      assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
      assertThat(refusal.explanation().expected()).contains("compact serialization");
      assertThat(refusal.explanation().found())
          .isEqualTo(found + ", " + sent.length() + " characters");
      assertThat(refusal.explanation().hint())
          .hasValueSatisfying(hint -> assertThat(hint).contains("compact serialization"));
    }
    // In a header such text is no token (RFC 6750 section 2.1).
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> validator.validateAuthorization(List.of("Bearer " + text)));
  }
}
