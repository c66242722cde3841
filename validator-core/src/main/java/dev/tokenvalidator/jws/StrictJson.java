package dev.tokenvalidator.jws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
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

  private static final JsonFactory FACTORY = factory(false);

  /** For what an issuer has signed: its names are few, come again, and are kept once. */
  private static final JsonFactory PROVEN_FACTORY = factory(true);

  private static JsonFactory factory(boolean namesAreKept) {
    return JsonFactory.builder()
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // Those of any sender's document are not worth remembering beyond it.
        .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, namesAreKept)
        .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, namesAreKept)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build())
        .build();
  }

  /**
   * Finds where values begin and end. What it does not mind inside them, {@link #FACTORY}'s parsers
   * do when they are read; it has no limits of its own, so that a value beyond one is not the end
   * of all the others. It goes through what it skips without a call for each level.
   */
  private static final JsonFactory SCANNER =
      JsonFactory.builder()
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(noConstraints())
          .build();

  private StrictJson() {}

  private static StreamReadConstraints noConstraints() {
    StreamReadConstraints.Builder constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE);
    try {
      // Of names there is one only from Jackson 2.16 on.
      StreamReadConstraints.Builder.class
          .getMethod("maxNameLength", int.class)
          .invoke(constraints, Integer.MAX_VALUE);
    } catch (NoSuchMethodException e) {
      return constraints.build();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Jackson is not known", e);
    }
    return constraints.build();
  }

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
    try {
      return object(FACTORY.createParser(text), text);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Reads one JSON object that a trusted key has signed: the same, in less time. */
  static Map<String, @Nullable Object> provenObject(byte[] utf8) throws MalformedJsonException {
    String text = decoded(utf8);
    // Bytes are read faster, but a parser that is given some guesses their encoding. Where there is
    // one character for each of them, they are ASCII, and with this beginning it guesses that.
    boolean certain = text.length() == utf8.length && text.startsWith("{\"");
    try {
      return object(
          certain ? PROVEN_FACTORY.createParser(utf8) : PROVEN_FACTORY.createParser(text), text);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser unread, String text)
      throws MalformedJsonException {
    Map<String, @Nullable Object> members;
    try (JsonParser parser = unread) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJsonException("no object");
      }
      members = object(parser);
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("text after the object");
      }
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw unreadable(e);
    }
    // Neither can be there but by an escape: the text was UTF-8, and control characters are none of
    // a string's.
    if (text.indexOf('\\') >= 0) {
      checkStrings(members);
    }
    return members;
  }

  /** No deeper than {@link #MAX_DEPTH}: the parser refuses to go on before that. */
  private static Map<String, @Nullable Object> object(JsonParser parser)
      throws IOException, MalformedJsonException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      int before = members.size();
      String string = parser.nextTextValue();
      members.put(name, string != null ? string : value(parser, parser.currentToken()));
      if (members.size() == before) {
        throw new MalformedJsonException("text that is not strict JSON: two members of one name");
      }
    }
    return Collections.unmodifiableMap(members);
  }

  private static List<@Nullable Object> array(JsonParser parser)
      throws IOException, MalformedJsonException {
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token));
    }
    return Collections.unmodifiableList(elements);
  }

  private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token)
      throws IOException, MalformedJsonException {
    if (token == null) {
      throw new MalformedJsonException("text that ends too early");
    }
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      default -> throw new MalformedJsonException("no value");
    };
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
      throw unreadable(e);
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

  /**
   * The names in an object, without a look at its values.
   *
   * @param element one of the {@link #elements}
   * @return them, however often they are there; none if it is no object
   */
  public static Set<String> names(String element) {
    Set<String> names = new HashSet<>();
    try (JsonParser parser = SCANNER.createParser(element)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          names.add(name);
          parser.nextToken();
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("what was scanned before cannot be scanned again", e);
    }
    return names;
  }

  private static String decoded(byte[] utf8) throws MalformedJsonException {
    // Decoded here, because a JSON parser that is given bytes guesses the encoding. This way of
    // decoding is the fast one, and tells by the replacement character that something is wrong.
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    try {
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

  private static void checkStrings(@Nullable Object value) throws MalformedJsonException {
    if (value instanceof String string) {
      checkString(string);
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        checkStrings(element);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        checkStrings(entry.getKey());
        checkStrings(entry.getValue());
      }
    }
  }

  private static void checkString(String string) throws MalformedJsonException {
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
  }

  private static IllegalStateException unreadable(IOException e) {
    return new IllegalStateException("a text in memory cannot be read", e);
  }
}
