package dev.tokenvalidator;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token as a request carries it (RFC 6750 section 2.1): untrusted text.
 *
 * <p>It is read from the {@code Authorization} header only, never from the query or a form (RFC
 * 9700 section 4.3.2). Immutable. {@code toString} does not show the token.
 */
public final class BearerToken {

  private static final String SCHEME = "Bearer";

  private final String value;

  private BearerToken(String value) {
    this.value = value;
  }

  /**
   * Reads the token from the {@code Authorization} headers of a request.
   *
   * @param values one value per header field, as received; empty for a request without the header
   * @return the token; empty if there is no header or its scheme is not {@code Bearer} (compared
   *     case-insensitively)
   * @throws InvalidRequestException if there is more than one header, or the scheme is not followed
   *     by spaces and one {@code b64token}
   */
  @CheckReturnValue
  public static Optional<BearerToken> fromAuthorization(Collection<String> values) {
    return Optional.ofNullable(textIn(values)).map(BearerToken::of);
  }

  /**
   * The text after the scheme, unchecked.
   *
   * @return null if there is no header or its scheme is not {@code Bearer}
   */
  static @Nullable String textIn(Collection<String> values) {
    int count = values.size();
    if (count == 0) {
      return null;
    }
    if (count > 1) {
      throw malformed("one Authorization header", count + " of them");
    }
    String header = values.iterator().next();
    int schemeLength = schemeLength(header);
    if (schemeLength == 0) {
      throw malformed("an authentication scheme", "a header that names none");
    }
    if (schemeLength != SCHEME.length()
        || !header.regionMatches(true, 0, SCHEME, 0, schemeLength)) {
      return null;
    }
    int start = afterSpaces(header, schemeLength);
    if (start == schemeLength || start == header.length()) {
      throw malformed("\"Bearer\", spaces and a token", "no token after the scheme");
    }
    return header.substring(start);
  }

  static BearerToken of(String text) {
    if (!isB64Token(text)) {
      Explanation explanation = Explanation.of("one b64token after the scheme", "other characters");
      throw new InvalidRequestException(
          Hints.notAToken(text).map(explanation::withHint).orElse(explanation));
    }
    return new BearerToken(text);
  }

  /** The token text, a secret. */
  public String value() {
    return value;
  }

  /** Does not show the token. */
  @Override
  public String toString() {
    return "BearerToken[" + value.length() + " characters]";
  }

  /** The length of the token (RFC 9110 section 5.6.2) that the header begins with. */
  private static int schemeLength(String header) {
    int i = 0;
    while (i < header.length() && isTokenCharacter(header.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The first position from this one on that is no space (RFC 6750 section 2.1: 1*SP). */
  private static int afterSpaces(String header, int from) {
    int i = from;
    while (i < header.length() && header.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  private static boolean isTokenCharacter(char c) {
    return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** {@code b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="}. */
  private static boolean isB64Token(String token) {
    int end = token.length();
    while (end > 0 && token.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = token.charAt(i);
      if (!isLetterOrDigit(c) && "-._~+/".indexOf(c) < 0) {
        return false;
      }
    }
    return end > 0;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static InvalidRequestException malformed(String expected, String found) {
    return new InvalidRequestException(Explanation.of(expected, found));
  }
}
