package dev.tokenvalidator;

import dev.tokenvalidator.internal.text.LogLine;
import dev.tokenvalidator.internal.text.Quoted;
import java.util.Optional;

/**
 * Explains a refusal to the operator: what was expected, what was found, what to try.
 *
 * <p>For logs and metrics, never for the client. It may hold the values of {@code alg}, {@code
 * typ}, {@code kid}, {@code iss}, {@code aud} and {@code client_id}, escaped and cut at 64
 * characters while the token is unproven. Claims of a token whose signature is proven, the settings
 * and the issuer's metadata are cut at 512. It never holds a token or a part of one.
 *
 * @param expected what would have been accepted; empty where {@code found} says it all
 * @param found what was there instead
 * @param hint the likely cause and what to do about it, if one is known. It proposes a setting only
 *     for a token whose signature is proven
 * @param keyId the {@code kid} of the token, if it has one, escaped and cut; whole if a key of the
 *     issuer's set has this id
 */
public record Explanation(
    String expected, String found, Optional<String> hint, Optional<String> keyId) {

  /**
   * An explanation without hint and key id.
   *
   * @param expected what would have been accepted
   * @param found what was there instead
   */
  public static Explanation of(String expected, String found) {
    return new Explanation(expected, found, Optional.empty(), Optional.empty());
  }

  /** A plain fact, such as that keys are unavailable. */
  static Explanation of(String fact) {
    return of("", fact);
  }

  /** For an unexpected throwable: its class, not its message. */
  static Explanation unexpected(Throwable thrown) {
    return of("unexpected " + thrown.getClass().getName())
        .withHint(
            "a claims rule or a clock of this application, or this library, is at fault: see the"
                + " stack trace");
  }

  /**
   * The same with a hint.
   *
   * @param hint the likely cause and what to do about it
   */
  public Explanation withHint(String hint) {
    return new Explanation(expected, found, Optional.of(hint), keyId);
  }

  /**
   * Quotes text from outside: in quotes, with everything but printable ASCII escaped, cut at 64
   * characters.
   *
   * @param text any text
   */
  public static String quote(String text) {
    return Quoted.text(text);
  }

  Explanation withKeyId(Optional<String> keyId) {
    return new Explanation(expected, found, hint, keyId);
  }

  /**
   * One line of {@code key="text"} pairs: expected, found, and hint and {@code kid} if there are
   * any.
   */
  @Override
  public String toString() {
    return addTo(LogLine.of("")).toString();
  }

  /** As a sentence, without the {@code kid}. */
  String sentence() {
    return (expected.isEmpty() ? found : "expected " + expected + ", found " + found)
        + hint.map(text -> "; " + text).orElse("");
  }

  LogLine addTo(LogLine line) {
    if (!expected.isEmpty()) {
      line.text("expected", expected);
    }
    return line.text("found", found).text("hint", hint).text("kid", keyId);
  }
}
