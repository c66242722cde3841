package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of a named setting, and the ways to read it.
 *
 * @param name of the init-param or the variable
 * @param text its value, not blank
 */
record NamedValue(String name, String text) {

  /** All variables of the environment start with this, and no init-param does. */
  static final String VARIABLE_PREFIX = "TOKEN_VALIDATOR_";

  boolean isFromEnvironment() {
    return name.startsWith(VARIABLE_PREFIX);
  }

  /** Words separated by commas or white space. */
  String[] words() {
    return Arrays.stream(text.split("[\\s,]+"))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  /**
   * URIs separated by white space. A comma may be part of a URI (RFC 3986 section 2.2), so it
   * cannot separate two. It is most likely meant as a separator, so it is refused.
   */
  String[] uris() {
    if (text.indexOf(',') >= 0) {
      throw invalid("has a comma; separate several by spaces, or set one with a comma in code");
    }
    return text.split("\\s+");
  }

  URI uri() {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw invalid("is not a URI");
    }
  }

  /** {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h}, or in ISO 8601, {@code PT30S}. */
  Duration duration() {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    try {
      if (digits == 0) {
        return Duration.parse(text);
      }
      long amount = Long.parseLong(text.substring(0, digits));
      return switch (text.substring(digits)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> throw invalid("is not a duration like 30s, 10m, 1h or PT30S");
      };
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      throw invalid("is not a duration like 30s, 10m, 1h or PT30S");
    }
  }

  /** A whole number from 0 to a maximum. */
  long number(long maximum) {
    if (text.matches("\\d{1,18}") && Long.parseLong(text) <= maximum) {
      return Long.parseLong(text);
    }
    throw invalid("is not a whole number from 0 to " + maximum);
  }

  boolean flag() {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid("must be true or false");
    };
  }

  <E extends Enum<E>> E oneOf(Class<E> type) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw invalid(
          "must be one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")));
    }
  }

  SignatureAlgorithm[] algorithms() {
    return Arrays.stream(words())
        .map(
            name ->
                SignatureAlgorithm.named(name)
                    .orElseThrow(() -> invalid("\"" + name + "\" is none of " + allAlgorithms())))
        .toArray(SignatureAlgorithm[]::new);
  }

  private static String allAlgorithms() {
    return Arrays.stream(SignatureAlgorithm.values())
        .map(algorithm -> algorithm == SignatureAlgorithm.ED25519 ? "EdDSA" : algorithm.name())
        .collect(Collectors.joining(", "));
  }

  private InvalidSettingException invalid(String problem) {
    return new InvalidSettingException(name, problem);
  }
}
