package dev.tokenvalidator.internal.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tokenvalidator.internal.text.StrictJson.MalformedJsonException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** Everything that is read is unambiguous: another reader agrees, and it survives a round trip. */
@Tag("json")
class StrictJsonFuzzTest {

  private static final JsonMapper LENIENT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  @FuzzTest
  void readsUnambiguousJson(byte[] input) throws IOException, MalformedJsonException {
    Map<String, @Nullable Object> members;
    try {
      members = StrictJson.object(input);
    } catch (MalformedJsonException e) {
      assertThatExceptionOfType(MalformedJsonException.class)
          .isThrownBy(() -> StrictJson.verifiedObject(input));
      return;
    }

    assertThat(StrictJson.verifiedObject(input)).isEqualTo(members);
    String text = new String(input, UTF_8);
    assertThat(text.getBytes(UTF_8)).isEqualTo(input);
    assertNoNameTwice(text);
    assertThat(same(LENIENT.readValue(text, Object.class), members)).as(text).isTrue();
    String written = LENIENT.writeValueAsString(members);
    assertThat(same(LENIENT.readValue(written, Object.class), members)).as(text).isTrue();
  }

  /** An element cut out of an array reads the same as within it. */
  @FuzzTest
  void splitsAnArrayIntoItsElements(byte[] input) throws MalformedJsonException {
    Optional<List<String>> elements;
    try {
      elements = StrictJson.elements(input, "keys");
    } catch (MalformedJsonException e) {
      assertThat(isReadable(input)).isFalse();
      return;
    }
    if (!isReadable(input)) {
      return;
    }
    if (!(StrictJson.object(input).get("keys") instanceof List<?> list)) {
      assertThat(elements).isEmpty();
      return;
    }

    assertThat(elements.orElseThrow()).hasSameSizeAs(list);
    for (int i = 0; i < list.size(); i++) {
      Object element = StrictJson.object("{\"it\":" + elements.get().get(i) + "}").get("it");
      assertThat(element).isEqualTo(list.get(i));
    }
  }

  private static boolean isReadable(byte[] input) {
    try {
      StrictJson.object(input);
      return true;
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  private static void assertNoNameTwice(String text) throws IOException {
    Deque<Set<String>> open = new ArrayDeque<>();
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> open.push(new HashSet<>());
          case END_OBJECT -> open.pop();
          case FIELD_NAME -> assertThat(open.element().add(parser.currentName())).as(text).isTrue();
          default -> {}
        }
      }
    }
    assertThat(open).isEmpty();
  }

  /** Numbers of equal value are equal in every spelling. */
  private static boolean same(@Nullable Object lenient, @Nullable Object ours) {
    if (lenient instanceof Number && ours instanceof BigDecimal number) {
      // With very different scales, compareTo would compute with all digits between them.
      BigDecimal one = new BigDecimal(lenient.toString()).stripTrailingZeros();
      BigDecimal other = number.stripTrailingZeros();
      return one.scale() == other.scale() && one.unscaledValue().equals(other.unscaledValue());
    }
    if (lenient instanceof List<?> list && ours instanceof List<?> other) {
      boolean same = list.size() == other.size();
      for (int i = 0; same && i < list.size(); i++) {
        same = same(list.get(i), other.get(i));
      }
      return same;
    }
    if (lenient instanceof Map<?, ?> map && ours instanceof Map<?, ?> other) {
      return List.copyOf(map.keySet()).equals(List.copyOf(other.keySet()))
          && map.entrySet().stream()
              .allMatch(entry -> same(entry.getValue(), other.get(entry.getKey())));
    }
    return lenient == null ? ours == null : lenient.equals(ours);
  }
}
