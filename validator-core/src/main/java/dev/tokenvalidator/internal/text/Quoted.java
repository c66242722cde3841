package dev.tokenvalidator.internal.text;

/** Text from outside, made fit for a log line: escaped, and cut at a number of characters. */
public final class Quoted {

  /** The longest id that a key of a set has, so that the names of keys are never cut. */
  public static final int MAX_KEY_ID_LENGTH = 256;

  private static final int MAX_LENGTH = 64;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Quoted() {}

  /**
   * Quotes a text.
   *
   * @param text any text
   * @return the text in quotes, with everything but printable ASCII escaped, cut at 64 characters
   */
  public static String text(String text) {
    return '"' + escaped(text) + '"';
  }

  /**
   * Escapes and cuts a text, without putting it in quotes.
   *
   * @param text any text
   * @return the text with everything but printable ASCII escaped, cut at 64 characters
   */
  public static String escaped(String text) {
    return escaped(text, MAX_LENGTH);
  }

  /**
   * Escapes the id of a key that an issuer has published, without putting it in quotes.
   *
   * @param keyId an id of a key in a set
   * @return the id with everything but printable ASCII escaped; no two ids are escaped alike
   */
  public static String keyId(String keyId) {
    return escaped(keyId, MAX_KEY_ID_LENGTH);
  }

  private static String escaped(String text, int maxLength) {
    int length = Math.min(text.length(), maxLength);
    int first = firstToEscape(text, length);
    if (first == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(length + 32).append(text, 0, first);
    for (int i = first; i < length; i++) {
      append(escaped, text.charAt(i));
    }
    return escaped.append(text.length() > maxLength ? "..." : "").toString();
  }

  private static int firstToEscape(String text, int length) {
    int i = 0;
    while (i < length && isPlain(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Written by hand: a formatter costs many times as much, and anybody can send such text. */
  private static void append(StringBuilder escaped, char c) {
    if (isPlain(c)) {
      escaped.append(c);
    } else {
      escaped.append("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        escaped.append(HEX[(c >> shift) & 0xf]);
      }
    }
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
  }
}
