package dev.tokenvalidator.internal.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that has only one interpretation: UTF-8, one object, no duplicate member at any depth,
 * no trailing text, no unpaired surrogate, exact numbers. Every other text causes a {@link
 * MalformedJsonException}, and nothing else is thrown.
 *
 * <p>The members of an object keep their order. Values are {@code String}, {@code Boolean}, {@code
 * BigDecimal}, unmodifiable {@code List} and {@code Map}, and null.
 *
 * <p>Nesting, the length of a number and its exponent are limited; docs/troubleshooting.md lists
 * the limits. A {@code BigDecimal} within them has at most about 2,000 digits when it is written
 * out or converted to an integer.
 */
public final class StrictJson {

  /** Counts the outermost object as the first level. */
  private static final int MAX_DEPTH = 64;

  private static final int MAX_NUMBER_LENGTH = 1000;

  /** Allows exponents from -999 to 999. Leading zeros do not count. */
  private static final int MAX_EXPONENT_DIGITS = 3;

  /** Matches an escaped surrogate, or the first two characters of any other escape. */
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2}|.)", Pattern.DOTALL);

  /**
   * Jackson only splits the text into tokens. We do not use its limits or its number conversion:
   * their exceptions differ between versions, and some are unchecked.
   */
  private static final JsonFactory FACTORY = factory(false);

  /** For text that an issuer has signed: it uses few names, again and again, so they are cached. */
  private static final JsonFactory CACHING_FACTORY = factory(true);

  private static JsonFactory factory(boolean cacheNames) {
    return JsonFactory.builder()
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // Anyone can send other documents, so their names are not cached.
        .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, cacheNames)
        .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, cacheNames)
        .streamReadConstraints(noConstraints())
        .build();
  }

  private StrictJson() {}

  private static StreamReadConstraints noConstraints() {
    StreamReadConstraints.Builder constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE);
    try {
      // Jackson limits the length of names from version 2.16 on.
      StreamReadConstraints.Builder.class
          .getMethod("maxNameLength", int.class)
          .invoke(constraints, Integer.MAX_VALUE);
    } catch (NoSuchMethodException e) {
      return constraints.build();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Jackson is not supported", e);
    }
    return constraints.build();
  }

  /** The text is not strict JSON. The message says where, and quotes nothing from the text. */
  public static final class MalformedJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean beyondLimit;

    MalformedJsonException(String found) {
      this(found, false);
    }

    private MalformedJsonException(String found, boolean beyondLimit) {
      super(found, null, false, false);
      this.beyondLimit = beyondLimit;
    }

    /** What was found instead, and where. Quotes nothing from the text. */
    public String found() {
      return String.valueOf(getMessage());
    }

    /** Whether the text exceeds one of our limits. If so, it may still be valid JSON. */
    public boolean isBeyondLimit() {
      return beyondLimit;
    }
  }

  /**
   * Reads one JSON object.
   *
   * @return its members, unmodifiable
   * @throws MalformedJsonException if the text is not exactly one strict JSON object
   */
  public static Map<String, @Nullable Object> object(byte[] utf8) throws MalformedJsonException {
    return object(decoded(utf8));
  }

  /**
   * Reads one JSON object.
   *
   * @return its members, unmodifiable
   * @throws MalformedJsonException if the text is not exactly one strict JSON object
   */
  public static Map<String, @Nullable Object> object(String text) throws MalformedJsonException {
    try {
      return object(FACTORY.createParser(text), text);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /**
   * Reads one JSON object that a trusted key has signed. Same result as above, but faster. Interns
   * the names of members: never call it with text that is not verified.
   */
  public static Map<String, @Nullable Object> verifiedObject(byte[] utf8)
      throws MalformedJsonException {
    String text = decoded(utf8);
    // Parsing bytes is faster, but the parser guesses their encoding. If every byte is one
    // character, the text is ASCII, and a text that begins like this makes the parser guess UTF-8.
    // Text with escapes is not parsed from bytes: some versions then refuse escaped surrogate pairs
    // in names.
    boolean canParseBytes =
        text.length() == utf8.length && text.startsWith("{\"") && text.indexOf('\\') < 0;
    try {
      return object(
          canParseBytes ? CACHING_FACTORY.createParser(utf8) : CACHING_FACTORY.createParser(text),
          text);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser unread, String text)
      throws IOException, MalformedJsonException {
    Map<String, @Nullable Object> members;
    try (JsonParser parser = unread) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJsonException("no object");
      }
      members = object(parser, 1);
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("text after the object");
      }
    }
    // Only an escape can produce what these checks look for: the text is valid UTF-8, and the
    // parser refuses control characters in strings.
    if (text.indexOf('\\') >= 0) {
      checkEscapes(text);
      checkStrings(members);
    }
    return members;
  }

  /**
   * @param depth of the object that begins at the current token
   */
  private static Map<String, @Nullable Object> object(JsonParser parser, int depth)
      throws IOException, MalformedJsonException {
    checkDepth(parser, depth);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      int before = members.size();
      String string = parser.nextTextValue();
      members.put(name, string != null ? string : value(parser, parser.currentToken(), depth));
      if (members.size() == before) {
        throw new MalformedJsonException(
            "text that is not strict JSON: two members of one name"
                + at(parser.currentTokenLocation()));
      }
    }
    return Collections.unmodifiableMap(members);
  }

  private static List<@Nullable Object> array(JsonParser parser, int depth)
      throws IOException, MalformedJsonException {
    checkDepth(parser, depth);
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token, depth));
    }
    return Collections.unmodifiableList(elements);
  }

  /**
   * @param depth of the object or array that contains the value
   */
  private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token, int depth)
      throws IOException, MalformedJsonException {
    if (token == null) {
      throw new MalformedJsonException("text that ends too early");
    }
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case START_OBJECT -> object(parser, depth + 1);
      case START_ARRAY -> array(parser, depth + 1);
      default -> throw new MalformedJsonException("no value");
    };
  }

  private static void checkDepth(JsonParser parser, int depth) throws MalformedJsonException {
    if (depth > MAX_DEPTH) {
      throw beyondLimit("nested deeper than " + MAX_DEPTH + " levels", parser);
    }
  }

  /** Checks the number's text first: a few characters can stand for billions of digits. */
  private static BigDecimal number(JsonParser parser) throws IOException, MalformedJsonException {
    char[] text = parser.getTextCharacters();
    int start = parser.getTextOffset();
    int length = parser.getTextLength();
    if (length > MAX_NUMBER_LENGTH) {
      throw beyondLimit(
          "with a number of " + length + " characters, more than " + MAX_NUMBER_LENGTH, parser);
    }
    if (exponentDigits(text, start, start + length) > MAX_EXPONENT_DIGITS) {
      throw beyondLimit(
          "with a number whose exponent is not from -"
              + "9".repeat(MAX_EXPONENT_DIGITS)
              + " to "
              + "9".repeat(MAX_EXPONENT_DIGITS),
          parser);
    }
    return new BigDecimal(text, start, length);
  }

  /** The number of digits of the exponent without leading zeros; 0 or less if there is none. */
  private static int exponentDigits(char[] number, int start, int end) {
    int at = start;
    while (at < end && number[at] != 'e' && number[at] != 'E') {
      at++;
    }
    at++;
    while (at < end && (number[at] == '+' || number[at] == '-' || number[at] == '0')) {
      at++;
    }
    return end - at;
  }

  /**
   * Finds an array in a JSON object and returns its elements unread. The caller reads each element
   * on its own, so that an element that is refused, for a limit or any other reason, does not
   * affect the others. The values of all other members are skipped, but no two members may have the
   * same name.
   *
   * @param member the name of the array
   * @return the elements' texts; empty if there is no such member, or it is not an array
   * @throws MalformedJsonException if the text is not exactly one object
   */
  public static Optional<List<String>> elements(byte[] utf8, String member)
      throws MalformedJsonException {
    String text = decoded(utf8);
    try (JsonParser parser = scanner(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJsonException("no object");
      }
      Optional<List<String>> elements = Optional.empty();
      Set<String> names = new HashSet<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (!names.add(name)) {
          throw new MalformedJsonException(
              "an object with two members of one name" + at(parser.currentTokenLocation()));
        }
        boolean isArray = parser.nextToken() == JsonToken.START_ARRAY;
        if (isArray && name.equals(member)) {
          elements = Optional.of(elements(parser, text));
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("text after the object");
      }
      return elements;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /**
   * Removes the byte order mark that some servers write before a document. RFC 8259 section 8.1
   * lets a reader ignore it. Only for an issuer's documents: a token must not begin with one.
   *
   * @return the same bytes, or the bytes after the mark
   */
  public static byte[] withoutByteOrderMark(byte[] utf8) {
    boolean marked =
        utf8.length >= 3
            && utf8[0] == (byte) 0xEF
            && utf8[1] == (byte) 0xBB
            && utf8[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(utf8, 3, utf8.length) : utf8;
  }

  private static List<String> elements(JsonParser parser, String text) throws IOException {
    List<String> elements = new ArrayList<>();
    // Skipping does not recurse, so an element may be nested to any depth.
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long start = parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken();
      elements.add(text.substring((int) start, (int) parser.currentLocation().getCharOffset()));
    }
    return elements;
  }

  /**
   * The names of an object's members, whatever their values are. Never fails.
   *
   * @param text any text
   * @return the names up to the point where the text stops being JSON; empty if it is not an object
   */
  public static Set<String> names(String text) {
    return names(text, true);
  }

  /**
   * The names of an object's members, except those whose value is {@code null}. Never fails.
   *
   * @param text any text
   * @return the names, including those of members whose value cannot be read
   */
  public static Set<String> namesOfNonNull(String text) {
    return names(text, false);
  }

  private static Set<String> names(String text, boolean includeNulls) {
    Set<String> names = new HashSet<>();
    try (JsonParser parser = scanner(text)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          boolean isNew = names.add(name);
          if (parser.nextToken() == JsonToken.VALUE_NULL && isNew && !includeNulls) {
            names.remove(name);
          }
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return names;
    }
    return names;
  }

  /**
   * A parser that only finds where values begin and end. Some versions stop at a name with an
   * unpaired surrogate, so escaped surrogates are replaced first.
   */
  private static JsonParser scanner(String text) throws IOException {
    return FACTORY.createParser(
        text.contains("\\ud") || text.contains("\\uD")
            ? ESCAPE.matcher(text).replaceAll(escape -> withoutSurrogate(escape.group()))
            : text);
  }

  /** Keeps the length, because positions in the result are also positions in the original. */
  private static String withoutSurrogate(String escape) {
    String kept = escape.length() == 2 ? escape : '_' + escape.substring(1);
    return Matcher.quoteReplacement(kept);
  }

  private static String decoded(byte[] utf8) throws MalformedJsonException {
    // We decode the bytes ourselves, because a JSON parser would guess their encoding. The String
    // constructor is the fast way; it puts a replacement character where a byte is wrong.
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

  private static MalformedJsonException malformed(IOException e) {
    JsonLocation location = e instanceof JsonProcessingException json ? json.getLocation() : null;
    return new MalformedJsonException("text that is not strict JSON" + at(location));
  }

  private static MalformedJsonException beyondLimit(String what, JsonParser parser) {
    return new MalformedJsonException("JSON " + what + at(parser.currentTokenLocation()), true);
  }

  private static String at(@Nullable JsonLocation location) {
    if (location == null) {
      return "";
    }
    // Only ASCII is parsed from bytes, so a byte offset is also a character offset.
    long offset = Math.max(location.getCharOffset(), location.getByteOffset());
    return offset < 0 ? "" : ", at character " + offset;
  }

  private static void checkEscapes(String text) throws MalformedJsonException {
    int bad = JsonStrings.badEscape(text);
    if (bad >= 0) {
      throw new MalformedJsonException("text that is not strict JSON, at character " + bad);
    }
  }

  private static void checkStrings(@Nullable Object value) throws MalformedJsonException {
    String problem = JsonStrings.problemIn(value);
    if (problem != null) {
      throw new MalformedJsonException(problem);
    }
  }
}
