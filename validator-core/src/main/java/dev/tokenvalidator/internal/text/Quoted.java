package dev.tokenvalidator.internal.text;

/** Makes text from outside safe for a log line: escapes it and cuts it at a maximum length. */
public final class Quoted {

  /** The maximum length of a key id in a key set. Ids of such keys are therefore never cut. */
  public static final int MAX_KEY_ID_LENGTH = 256;

  private static final int MAX_LENGTH = 64;
  private static final int MAX_OWN_LENGTH = 512;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Quoted() {}

  /**
   * Escapes a text, cuts it at 64 characters and puts it in quotes. Quotes, backslashes and
   * everything but printable ASCII are escaped.
   */
  public static String text(String text) {
    return '"' + escaped(text) + '"';
  }

  /**
   * Escapes a text and cuts it at 64 characters, without quotes. Quotes, backslashes and everything
   * but printable ASCII are escaped.
   */
  public static String escaped(String text) {
    return escaped(text, MAX_LENGTH);
  }

  /**
   * Escapes a text of the operator's own and puts it in quotes: a setting, what the configured
   * issuer publishes, or a claim of a token whose signature is proven. Cuts it at 512 characters,
   * because addresses differ at their ends. Use {@link #text} for a text that anyone can send.
   */
  public static String own(String text) {
    return '"' + escaped(text, MAX_OWN_LENGTH) + '"';
  }

  /** Like {@link #own}, without the user name and the password that a URL may hold. */
  public static String address(String text) {
    return own(text.replaceAll("(?s).*@", "...@"));
  }

  /**
   * Escapes the id of a key, without quotes, and cuts it at 256 characters. No published id is
   * longer, so two different published ids never look the same.
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

  /** Hand-written: a formatter costs many times as much, and anyone can send such text. */
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
