package dev.tokenvalidator.jws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON of which there is only one reading: UTF-8, one object, no duplicate member at any depth, no
 * trailing text, no unpaired surrogate, exact numbers, bounded depth.
 *
 * <p>The members of an object keep their order. Values are {@code String}, {@code Boolean}, {@code
 * BigDecimal}, unmodifiable {@code List} and {@code Map}, and null.
 */
public final class StrictJson {

  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int MAX_SCANNED_DEPTH = 1000;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  // Names are the sender's: none is worth remembering beyond its document.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerForMapOf(Object.class);

  /**
   * Finds where values begin and end. What it does not mind inside them, {@link #READER} does when
   * they are read.
   */
  private static final JsonFactory SCANNER =
      JsonFactory.builder()
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_SCANNED_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private StrictJson() {}

  /** The text is not JSON as we read it. Says where, not what. */
  public static final class MalformedJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedJsonException(String found) {
      super(found, null, false, false);
    }

    /** What was found instead, without any of the text itself. */
    public String found() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads one JSON object.
   *
   * @param utf8 the text
   * @return its members, unmodifiable
   * @throws MalformedJsonException if there is anything but one object in it
   */
  public static Map<String, @Nullable Object> object(byte[] utf8) throws MalformedJsonException {
    return object(decoded(utf8));
  }

  /**
   * Reads one JSON object.
   *
   * @param text the text
   * @return its members, unmodifiable
   * @throws MalformedJsonException if there is anything but one object in it
   */
  public static Map<String, @Nullable Object> object(String text) throws MalformedJsonException {
    Object value;
    try {
      value = READER.readValue(text);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
    @SuppressWarnings("unchecked") // what sealed() makes of an object is a map by name
    Map<String, @Nullable Object> members = (Map<String, @Nullable Object>) sealed(value);
    if (members == null) {
      throw new MalformedJsonException("no object");
    }
    return members;
  }

  /**
   * Takes an array out of a JSON object and leaves its elements as they are, for each to be read on
   * its own: what is wrong inside one of them is not wrong with the others. Of the other members
   * only the names matter, which must differ.
   *
   * @param utf8 the text
   * @param member the name of the array
   * @return the elements' texts; empty if there is no such member, or it is no array
   * @throws MalformedJsonException if there is anything but one object in the text
   */
  public static Optional<List<String>> elements(byte[] utf8, String member)
      throws MalformedJsonException {
    String text = decoded(utf8);
    try (JsonParser parser = SCANNER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJsonException("no object");
      }
      Optional<List<String>> elements = Optional.empty();
      Set<String> names = new HashSet<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (!names.add(name)) {
          throw new MalformedJsonException("an object with two members of one name");
        }
        boolean array = parser.nextToken() == JsonToken.START_ARRAY;
        if (array && name.equals(member)) {
          elements = Optional.of(elements(parser, text));
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("text after the object");
      }
      return elements;
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be read", e);
    }
  }

  private static List<String> elements(JsonParser parser, String text) throws IOException {
    List<String> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long start = parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken();
      elements.add(text.substring((int) start, (int) parser.currentLocation().getCharOffset()));
    }
    return elements;
  }

  private static String decoded(byte[] utf8) throws MalformedJsonException {
    try {
      // Decoded here, because a JSON parser that is given bytes guesses the encoding.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("bytes that are not UTF-8");
    }
  }

  private static MalformedJsonException malformed(JsonProcessingException e) {
    return new MalformedJsonException(
        e.getLocation() == null || e.getLocation().getCharOffset() < 0
            ? "text that is not strict JSON"
            : "text that is not strict JSON at character " + e.getLocation().getCharOffset());
  }

  private static @Nullable Object sealed(@Nullable Object value) throws MalformedJsonException {
    if (value == null || value instanceof Boolean || value instanceof BigDecimal) {
      return value;
    }
    if (value instanceof String string) {
      return checked(string);
    }
    if (value instanceof Integer || value instanceof Long) {
      return BigDecimal.valueOf(((Number) value).longValue());
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      for (Object element : list) {
        copy.add(sealed(element));
      }
      return Collections.unmodifiableList(copy);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>(map.size() * 2);
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        copy.put(checked((String) entry.getKey()), sealed(entry.getValue()));
      }
      return Collections.unmodifiableMap(copy);
    }
    throw new IllegalStateException("no JSON value is a " + value.getClass());
  }

  private static String checked(String string) throws MalformedJsonException {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == 0) {
        throw new MalformedJsonException("a string with U+0000");
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < string.length()
                && Character.isLowSurrogate(string.charAt(i + 1));
        if (!pair) {
          throw new MalformedJsonException("a string with an unpaired surrogate");
        }
        i++;
      }
    }
    return string;
  }
}
