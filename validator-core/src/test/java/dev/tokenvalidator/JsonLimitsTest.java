package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.refusalOf;
import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.fixtures.Answer;
import dev.tokenvalidator.fixtures.SigningKey;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.keys.KeySetEvent.EntrySkipped;
import dev.tokenvalidator.keys.KeySetEvent.LoadFailed;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid JSON beyond the limits: what it costs, and what is reported. */
@Tag("json")
class JsonLimitsTest extends ValidatorTestBase {

  JsonLimitsTest() {
    super("ES256");
  }

  private static final String EXPONENT = "a number whose exponent is not from -999 to 999";

  private static String encoded(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }

  /** A valid payload with one more claim at the end. */
  private String claimsWith(String json) {
    String payload = issuer.token().claim("last", "#").mint().split("\\.", -1)[1];
    return new String(Base64.getUrlDecoder().decode(payload), UTF_8).replace("\"#\"", json);
  }

  private String tokenWith(String json) {
    return issuer.token().rawPayload(claimsWith(json)).mint();
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  @Test
  void refusesAnUnsignedTokenWithAHugeExponent() {
    InvalidTokenException refusal =
        refusalOf(validator, "eyJhbGciOjFlOTk5OTk5OTk5OTl9.e30.AAAA"); // {"alg":1e99999999999}

    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(refusal.explanation().expected()).isEqualTo("a header within the limits for JSON");
    assertThat(refusal.explanation().found())
        .isEqualTo("JSON with " + EXPONENT + ", at character 7");
    assertThat(issuer.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e99999999999", "-0E-2147483649", "[[1e+9223372036854775808]]", "{\"a\":1e1000}"})
  void refusesHugeExponentsInEveryMemberOfAHeader(String value) {
    for (String members :
        new String[] {"\"alg\":", "\"alg\":\"ES256\",\"kid\":", "\"typ\":", "\"jwk\":", "\"x\":"}) {
      String header = "{" + members + value + "}";

      InvalidTokenException refusal = refusalOf(validator, encoded(header) + ".e30.AAAA");

      assertThat(refusal.reason()).as(header).isEqualTo(Reason.MALFORMED);
      assertThat(refusal.explanation().found()).contains(EXPONENT);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1e1000 | 0", "-0e-2147483649 | 0", "[1,{\"a\":1e2147483647}] | 8"})
  void namesThePositionOfAHugeExponentInTheClaims(String value, int offset) {
    assertNamed(value, offset, "JSON with " + EXPONENT);
  }

  @Test
  void namesTheLimitAndThePositionOfLongNumbersAndDeepNesting() {
    assertNamed(
        "[0," + "7".repeat(1001) + "]", 3, "JSON with a number of 1001 characters, more than 1000");
    assertNamed(nested(64), 63, "JSON nested deeper than 64 levels");
  }

  private void assertNamed(String value, int offset, String limit) {
    int place = claimsWith(value).indexOf(value) + offset;

    InvalidTokenException refusal = refusalOf(validator, tokenWith(value));

    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED_CLAIMS_SET);
    assertThat(refusal.explanation().found()).isEqualTo(limit + ", at character " + place);
    assertThat(refusal.explanation().toString()).doesNotContain("strict JSON");
    assertThat(refusal.explanation().hint()).isPresent();
  }

  /** A large custom claim must not invalidate every token. */
  @Test
  void acceptsClaimsWithinTheLimits() {
    String digits = "7".repeat(1000);

    AccessToken token =
        validator.validate(
            tokenWith("{\"deep\":" + nested(62) + ",\"long\":" + digits + ",\"small\":1e-999}"));

    Map<?, ?> last = token.claim("last", Map.class).orElseThrow();
    assertThat(last.get("long")).isEqualTo(new BigDecimal(digits));
    assertThat(last.get("small")).isEqualTo(new BigDecimal("1e-999"));
    assertThat(last.get("deep")).asString().isEqualTo(nested(62));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "41024448e2",
        "4102444800.000000000000000000000000000000",
        "4102444800000000000000000000000000000e-27",
        "0.0000000000000000000000000000041024448e39"
      })
  void readsATimeInAnySpelling(String time) {
    String claims = claimsWith("1").replaceFirst("\"exp\":[0-9]+", "\"exp\":" + time);

    AccessToken token = validator.validate(issuer.token().rawPayload(claims).mint());

    assertThat(token.expiresAt()).isEqualTo(Instant.ofEpochSecond(4102444800L));
    assertThat(token.claim("exp", Long.class)).hasValue(4102444800L);
  }

  @Test
  void refusesAnOversizedUnverifiedPayloadWithSeveralIssuers() {
    try (TestIssuer other = TestIssuer.start();
        AccessTokenValidator both =
            AccessTokenValidator.forIssuers(
                validatorFor(issuer).build(), validatorFor(other).build())) {
      String forged =
          encoded("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}")
              + "."
              + encoded("{\"iss\":1e99999999999}")
              + ".AAAA";

      InvalidTokenException refusal = refusalOf(both, forged);

      assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED_CLAIMS_SET);
      assertThat(refusal.explanation().found())
          .isEqualTo("JSON with " + EXPONENT + ", at character 7");
      assertThat(issuer.requests()).isEmpty();
      accepts(both);
    }
  }

  private List<String> beyondLimits() {
    String jwk = SigningKey.generate("ES256").jwk();
    List<String> entries = new ArrayList<>();
    for (String value :
        List.of("1e99999999999", "-0E-99999999999", "[[1e1000]]", "7".repeat(1001), nested(64))) {
      entries.add(jwk.replaceFirst("\\{", "{\"x5c\":" + value + ","));
    }
    return entries;
  }

  @Test
  void skipsOnlyTheEntriesBeyondALimit() {
    List<String> bad = beyondLimits();
    bad.forEach(issuer.keys()::publishJwk);

    accepts(validator);

    events.await(() -> events.count("EntrySkipped") == bad.size());
    assertThat(events.of(EntrySkipped.class))
        .allSatisfy(
            skipped ->
                assertThat(skipped.reason())
                    .startsWith("JSON ")
                    .containsAnyOf("999", "1000", "64")
                    .contains(", at character "));
    assertThat(events.count("LoadFailed")).isZero();
  }

  @Test
  void acceptsAConfiguredSetWithAnEntryBeyondALimit() {
    for (String bad : beyondLimits()) {
      String set = "{\"keys\":[" + bad + "," + issuer.keys().published().get(0) + "]}";
      try (AccessTokenValidator configured = validatorFor(issuer).jwkSet(set).build()) {
        accepts(configured);
      }
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> validatorFor(issuer).jwkSet("{\"keys\":[" + bad + "]}").build().close())
          .satisfies(e -> assertThat(e.setting()).isEqualTo("jwkSet"))
          .withMessageContaining(", at character ");
    }
  }

  @Test
  void treatsMetadataBeyondALimitAsAFailedFetch() {
    issuer
        .discovery()
        .answer(
            Answer.genuine()
                .withBody("{\"x\":-0e-99999999999,\"issuer\":\"" + issuer.issuer() + "\"}"));

    String token = issuer.token().mint();
    assertThat(unavailabilityOf(validator, token))
        .hasMessageContaining(
            "the issuer's metadata at \""
                + issuer.discovery().uri()
                + "\" is JSON with "
                + EXPONENT
                + ", at character 5");
    events.await(() -> events.count("LoadFailed") == 1);
    assertThat(events.of(LoadFailed.class).get(0).reason()).contains(EXPONENT);

    issuer.discovery().heal();
    issuer.clock().advance(Duration.ofMinutes(1));
    accepts(validator);
  }
}
