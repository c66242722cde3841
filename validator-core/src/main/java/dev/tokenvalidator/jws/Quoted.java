package dev.tokenvalidator.jws;

/** Text from outside, made fit for a log line: escaped, and cut at 64 characters. */
public final class Quoted {

  private static final int MAX_LENGTH = 64;

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
    StringBuilder escaped = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 3);
    for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.append(text.length() > MAX_LENGTH ? "..." : "").toString();
  }
}
