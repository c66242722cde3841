package dev.tokenvalidator.internal.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A simple JSON reader, written from RFC 8259 alone. {@link StrictJson} must agree with it,
 * whichever library it uses.
 */
public final class NaiveJson {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER_LENGTH = 1000;
  private static final int MAX_EXPONENT = 999;

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE]([+-]?[0-9]+))?");
  private static final String NUMBER_CHARACTERS = "0123456789+-.eE";

  private final String text;
  private final boolean limited;
  private int at;
  private boolean hasBadString;

  private NaiveJson(String text, boolean limited) {
    this.text = text;
    this.limited = limited;
  }

  /** Thrown if the text is refused. */
  public static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean limit;
    private final int place;

    RefusedException(boolean limit, int place) {
      super(null, null, false, false);
      this.limit = limit;
      this.place = place;
    }

    /** Whether the text exceeds a limit, and is valid JSON up to there. */
    public boolean isBeyondLimit() {
      return limit;
    }

    /** The position of the refused character, counted from 0. */
    public int place() {
      return place;
    }
  }

  /** Reads one object, with the limits of {@link StrictJson}. */
  public static Map<String, @Nullable Object> object(String text) throws RefusedException {
    NaiveJson reader = new NaiveJson(text, true);
    if (reader.whole() instanceof Map<?, ?> map && !reader.hasBadString) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      map.forEach((name, value) -> members.put((String) Objects.requireNonNull(name), value));
      return members;
    }
    throw new RefusedException(false, 0);
  }

  /** Whether the text is one JSON value. It may exceed the limits and repeat names. */
  public static boolean isOneValue(String text) {
    try {
      new NaiveJson(text, false).whole();
      return true;
    } catch (RefusedException e) {
      return false;
    }
  }

  private @Nullable Object whole() throws RefusedException {
    skipBlanks();
    Object value = value(1);
    skipBlanks();
    if (at < text.length()) {
      throw malformed();
    }
    return value;
  }

  private @Nullable Object value(int depth) throws RefusedException {
    if (isNext("true")) {
      return true;
    }
    if (isNext("false")) {
      return false;
    }
    if (isNext("null")) {
      return null;
    }
    return switch (peek()) {
      case '{' -> members(depth);
      case '[' -> elements(depth);
      case '"' -> string();
      default -> number();
    };
  }

  private Map<String, @Nullable Object> members(int depth) throws RefusedException {
    checkDepth(depth);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    skipBlanks();
    if (isNext("}")) {
      return members;
    }
    while (true) {
      skipBlanks();
      String name = string();
      skipBlanks();
      expect(':');
      skipBlanks();
      Object value = value(depth + 1);
      if (limited && members.containsKey(name)) {
        throw malformed();
      }
      members.put(name, value);
      skipBlanks();
      if (isNext("}")) {
        return members;
      }
      expect(',');
    }
  }

  private List<@Nullable Object> elements(int depth) throws RefusedException {
    checkDepth(depth);
    List<@Nullable Object> elements = new ArrayList<>();
    at++;
    skipBlanks();
    if (isNext("]")) {
      return elements;
    }
    while (true) {
      skipBlanks();
      elements.add(value(depth + 1));
      skipBlanks();
      if (isNext("]")) {
        return elements;
      }
      expect(',');
    }
  }

  private BigDecimal number() throws RefusedException {
    int start = at;
    while (NUMBER_CHARACTERS.indexOf(peek()) >= 0) {
      at++;
    }
    String number = text.substring(start, at);
    Matcher matcher = NUMBER.matcher(number);
    if (!matcher.matches()) {
      throw malformed();
    }
    if (!limited) {
      return BigDecimal.ZERO;
    }
    if (number.length() > MAX_NUMBER_LENGTH) {
      throw new RefusedException(true, start);
    }
    String exponent = matcher.group(1);
    if (exponent != null
        && new BigDecimal(exponent).abs().compareTo(BigDecimal.valueOf(MAX_EXPONENT)) > 0) {
      throw new RefusedException(true, start);
    }
    return new BigDecimal(number);
  }

  private String string() throws RefusedException {
    if (peek() != '"') {
      throw malformed();
    }
    at++;
    StringBuilder string = new StringBuilder();
    while (peek() != '"') {
      if (peek() < 0x20) {
        throw malformed();
      }
      string.append(peek() == '\\' ? escaped() : text.charAt(at++));
    }
    at++;
    if (string.chars().anyMatch(c -> c == 0)
        || string.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      hasBadString = true;
    }
    return string.toString();
  }

  private char escaped() throws RefusedException {
    at++;
    char what = (char) Math.max(0, peek());
    at++;
    int simple = "\"\\/bfnrt".indexOf(what);
    if (simple >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(simple);
    }
    String digits = text.substring(at, Math.min(at + 4, text.length()));
    if (what != 'u' || !digits.matches("[0-9a-fA-F]{4}")) {
      throw malformed();
    }
    at += 4;
    return (char) Integer.parseInt(digits, 16);
  }

  private void checkDepth(int depth) throws RefusedException {
    if (limited && depth > MAX_DEPTH) {
      throw new RefusedException(true, at);
    }
  }

  /** The next character, or -1 at the end. */
  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private boolean isNext(String expected) {
    if (!text.startsWith(expected, at)) {
      return false;
    }
    at += expected.length();
    return true;
  }

  private void expect(char c) throws RefusedException {
    if (peek() != c) {
      throw malformed();
    }
    at++;
  }

  private void skipBlanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      at++;
    }
  }

  private RefusedException malformed() {
    return new RefusedException(false, at);
  }
}
