package dev.tokenvalidator.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The token from standard input.
 *
 * @param text the token
 * @param leftAway what stood in front of it, as a header field has it
 */
record TokenInput(String text, Optional<String> leftAway) {

  private static final int MOST_BYTES = 32 * 1024;

  private static final Pattern IN_HEADER =
      Pattern.compile("(Authorization\\s*:\\s*)?Bearer(\\s+|$)", Pattern.CASE_INSENSITIVE);

  /**
   * Reads it.
   *
   * @throws WrongUseException if there is none, or far too much for one
   */
  static TokenInput read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new WrongUseException(
          "standard input has more than 32 KiB, and a token at most 16; pass the token alone");
    }
    return of(new String(bytes, UTF_8));
  }

  static TokenInput of(String input) {
    String text = input.replace("\uFEFF", "").strip();
    Matcher header = IN_HEADER.matcher(text);
    Optional<String> leftAway = Optional.empty();
    if (header.lookingAt()) {
      leftAway = Optional.of(header.group(1) == null ? "Bearer" : "Authorization: Bearer");
      text = text.substring(header.end());
    }
    if (text.isEmpty()) {
      throw new WrongUseException("no token on standard input; pass it as in: command < token");
    }
    return new TokenInput(text, leftAway);
  }

  /** Does not show the token. */
  @Override
  public String toString() {
    return "TokenInput[" + text.length() + " characters]";
  }
}
