package dev.tokenvalidator.explain;

/**
 * Text that a terminal, a log or a ticket shows as it is: printable ASCII. Escape sequences, line
 * separators, marks of writing direction and letters that look like others are written out.
 */
final class Ascii {

  private Ascii() {}

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      escaped.append(isPrintable(c) ? String.valueOf(c) : unicodeEscape(c));
    }
    return escaped.toString();
  }

  /** The beginning of a text, with all escaped and in quotes. */
  static String excerpt(String text, int most) {
    String start = text.substring(0, Math.min(most, text.length()));
    return '"'
        + escaped(start.replace("\\", "\\\\").replace("\"", "\\\""))
        + (text.length() > most ? "...\"" : "\"");
  }

  static boolean isPrintable(char c) {
    return c >= ' ' && c <= '~';
  }

  static String unicodeEscape(char c) {
    return String.format("\\u%04x", (int) c);
  }
}
