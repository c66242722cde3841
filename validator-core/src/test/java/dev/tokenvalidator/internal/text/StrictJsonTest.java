package dev.tokenvalidator.internal.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, exact to the character, and mistakes that some parser versions made. */
@Tag("json")
class StrictJsonTest {

  /** Reads a text in every way, and checks that the results are equal. */
  private static Map<String, @Nullable Object> read(String text) throws MalformedJsonException {
    Map<String, @Nullable Object> members = StrictJson.object(text);
    assertThat(StrictJson.object(text.getBytes(UTF_8))).isEqualTo(members);
    assertThat(StrictJson.verifiedObject(text.getBytes(UTF_8))).isEqualTo(members);
    return members;
  }

  private static void refuses(String text, boolean limit, String found) {
    for (Reading reading :
        List.<Reading>of(
            () -> StrictJson.object(text),
            () -> StrictJson.object(text.getBytes(UTF_8)),
            () -> StrictJson.verifiedObject(text.getBytes(UTF_8)))) {
      MalformedJsonException refusal =
          assertThatExceptionOfType(MalformedJsonException.class)
              .as(text)
              .isThrownBy(reading::read)
              .actual();
      assertThat(refusal.found()).isEqualTo(found);
      assertThat(refusal.isBeyondLimit()).isEqualTo(limit);
    }
  }

  private interface Reading {
    Map<String, @Nullable Object> read() throws MalformedJsonException;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e1000",
        "1E-1000",
        "-1e+1000",
        "0e1000",
        "-0E-1000",
        "1e0000001000",
        "1e2147483647",
        "1e2147483648",
        "1e-2147483648",
        "1e4294967296",
        "1e9223372036854775807",
        "1e9223372036854775808",
        "1e-9223372036854775809",
        "1e18446744073709551616",
        "1e99999999999",
        "1.5e-99999999999",
        "0.0e999999999999999999999999999999999999999999"
      })
  void refusesNumbersWithHugeExponents(String number) {
    String what = "JSON with a number whose exponent is not from -999 to 999, at character ";

    refuses("{\"a\":" + number + "}", true, what + 5);
    refuses("{\"a\":[0,{\"b\":[" + number + "]}]}", true, what + 14);
    refuses("{ \"a\\n\" : " + number + " }", true, what + 10);
    refuses("{\"\u00e9\":" + number + "}", true, what + 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999",
        "1E+999",
        "-1e-999",
        "0e999",
        "1e0000000000000000000000000000000000001",
        "-0",
        "-0.0",
        "9223372036854775808",
        "1e-0",
        "0.000"
      })
  void readsNumbersExactly(String number) throws MalformedJsonException {
    assertThat(read("{\"a\":" + number + "}").get("a")).isEqualTo(new BigDecimal(number));
  }

  @Test
  void readsNumbersOfAThousandCharacters() throws MalformedJsonException {
    for (String number :
        List.of(
            "9".repeat(1000),
            "-" + "9".repeat(999),
            "0." + "7".repeat(998),
            "7e" + "0".repeat(998))) {
      assertThat(number).hasSize(1000);
      assertThat(read("{\"a\":" + number + "}").get("a")).isEqualTo(new BigDecimal(number));

      refuses(
          "{\"a\":" + number + "0}",
          true,
          "JSON with a number of 1001 characters, more than 1000, at character 5");
    }
    refuses(
        "{\"a\":[" + "1".repeat(200_000) + "]}",
        true,
        "JSON with a number of 200000 characters, more than 1000, at character 6");
  }

  /**
   * A BigDecimal that is written out or converted to an integer has as many digits as its exponent
   * says.
   */
  @Test
  void returnsNumbersOfAtMostTwoThousandDigits() throws MalformedJsonException {
    for (String number :
        List.of(
            "9".repeat(996) + "e999",
            "0." + "7".repeat(993) + "e-999",
            "1." + "7".repeat(993) + "e+999",
            "1e-999")) {
      BigDecimal value =
          (BigDecimal) Objects.requireNonNull(read("{\"a\":" + number + "}").get("a"));

      assertThat(value.toPlainString()).hasSizeLessThan(2_000);
      assertThat(value.toBigInteger().toString()).hasSizeLessThan(2_000);
      assertThat(value.longValue()).isEqualTo(value.toBigInteger().longValue());
    }
  }

  @Test
  void readsSixtyFourLevels() throws MalformedJsonException {
    String what = "JSON nested deeper than 64 levels, at character ";

    assertThat(read("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")).containsKey("a");
    assertThat(read("{\"a\":".repeat(64) + "1" + "}".repeat(64))).containsKey("a");
    refuses("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}", true, what + (5 + 63));
    refuses("{\"a\":".repeat(65) + "1" + "}".repeat(65), true, what + (64 * 5));
    // Siblings add no levels.
    assertThat(read("{\"a\":[" + "[],".repeat(5_000) + "{}]}")).containsKey("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 1_000, 200_000})
  void refusesDeepNestingWithoutRecursion(int depth) {
    refuses(
        "{\"a\":" + "[".repeat(depth),
        true,
        "JSON nested deeper than 64 levels, at character " + (5 + 63));
  }

  /** Only the limit of the whole document limits its names. */
  @Test
  void readsNamesOfAnyLength() throws MalformedJsonException {
    String name = "n".repeat(200_000);

    assertThat(read("{\"" + name + "\":1}")).containsOnlyKeys(name);
    assertThat(StrictJson.names("{\"" + name + "\":1}")).containsExactly(name);
  }

  @Test
  void namesThePositionOfADuplicateMember() {
    refuses(
        "{\"a\":1,\"b\":{},\"a\":2}",
        false,
        "text that is not strict JSON: two members of one name, at character 18");
  }

  /** Some parsers cut U+0661 to one byte, which is "a". */
  @ParameterizedTest
  @ValueSource(strings = {"\\u006\u0661", "\\u\u0130\u0130\u0134\u0161", "\\\\\\u006\u0661"})
  void refusesEscapesWithNonAsciiDigits(String escape) {
    refuses(
        "{\"a\":\"" + escape + "\"}",
        false,
        "text that is not strict JSON, at character " + (6 + escape.lastIndexOf('\\')));
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> StrictJson.object("{\"" + escape + "\":1}"));
  }

  @Test
  void readsNamesWithEscapedSurrogatePairs() throws MalformedJsonException {
    assertThat(read("{\"\\ud83d\\ude00\":1}")).containsOnlyKeys("\ud83d\ude00");
    assertThat(read("{\"a\\\\ud83d\":\"\\\\\\ud83d\\ude00\"}"))
        .containsExactly(Map.entry("a\\ud83d", "\\\ud83d\ude00"));
  }

  /** Splitting looks for the ends of entries and ignores their contents. */
  @Test
  void splitsASetWithUnreadableEntries() throws MalformedJsonException {
    List<String> entries = new ArrayList<>();
    for (String value :
        List.of(
            "1e99999999999",
            "-0E-9223372036854775809",
            "[".repeat(50_000) + "]".repeat(50_000),
            "{\"\\ud800\":1}",
            "{\"\\\\\\ude00\":\"\\ud83d\"}",
            "{\"a\":1,\"a\":1}",
            "\"\\u006\u0661\"",
            "9".repeat(50_000))) {
      entries.add(value);
      entries.add("{\"a\":[" + value + "]}");
    }
    String set =
        "{\"x\":1e99999999999,\"\\ud800\":[],\"keys\":[" + String.join(" ,", entries) + "]}";

    assertThat(StrictJson.elements(set.getBytes(UTF_8), "keys")).hasValue(entries);
  }

  @Test
  void findsTheNamesAfterUnreadableText() {
    assertThat(
            StrictJson.names("{\"a\":1e99999999999,\"\\ud800\":\"\\ude00\",\"d\":[[0]],\"d\":1}"))
        .contains("a", "d");
    assertThat(StrictJson.names("{\"a\":1,\"b\":}{\"c\":1")).contains("a").doesNotContain("c");
    assertThat(StrictJson.names("[{\"a\":1}]")).isEmpty();
    assertThat(StrictJson.names("")).isEmpty();
  }
}
