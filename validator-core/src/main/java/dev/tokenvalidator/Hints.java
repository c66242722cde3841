package dev.tokenvalidator;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the likely cause of a refusal, for the operator. Decides nothing. */
final class Hints {

  /** A JWS alone, or after the name of another scheme. */
  private static final Pattern TOKEN_WITHOUT_BEARER =
      Pattern.compile("(?:([^ ]++) ++)?eyJ[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

  /** What languages write for a variable without a value. */
  private static final Set<String> NO_VALUE = Set.of("null", "undefined", "None");

  private Hints() {}

  /**
   * Why a header of another scheme may have been meant to carry a bearer token.
   *
   * @param authorization the values of all {@code Authorization} headers
   */
  static Optional<String> missingToken(Collection<String> authorization) {
    for (String header : authorization) {
      Matcher matcher = TOKEN_WITHOUT_BEARER.matcher(header);
      // A DPoP-bound token (RFC 9449) is no bearer token.
      if (matcher.matches() && !"DPoP".equalsIgnoreCase(matcher.group(1))) {
        return Optional.of(
            "the header lacks the word Bearer: it must be \"Authorization: Bearer <token>\"");
      }
    }
    return Optional.empty();
  }

  /**
   * What the client did wrong, if a text that should be a token shows it.
   *
   * @param text that is not a token
   */
  static Optional<String> notAToken(String text) {
    if (NO_VALUE.contains(text) || text.startsWith("[object ")) {
      return Optional.of("the client had no token when it built this header");
    }
    if (text.startsWith("\"") || text.startsWith("'")) {
      return Optional.of("the token is in quotes; the client must send it without them");
    }
    if (text.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())) {
      return Optional.of("the word Bearer is there twice");
    }
    return Optional.empty();
  }
}
