package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The text of a setting, and how it is read.
 *
 * @param name what the operator called it: an init-param or a variable
 * @param text its value, not blank
 */
record NamedValue(String name, String text) {

  boolean isFromEnvironment() {
    return name.startsWith(NamedSetting.PREFIX);
  }

  /** Words separated by commas or white space. */
  String[] words() {
    return Arrays.stream(text.split("[\\s,]+"))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  /**
   * URIs separated by white space. A comma may be part of a URI (RFC 3986 section 2.2), so it
   * cannot separate two; as it is much likelier meant to, it is refused.
   */
  String[] uris() {
    if (text.indexOf(',') >= 0) {
      throw invalid("separate several by spaces; one that holds a comma can be set in code only");
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

  /** {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h}, or as ISO 8601 has it, {@code PT30S}. */
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
      default -> throw invalid("is true or false");
    };
  }

  <E extends Enum<E>> E oneOf(Class<E> type) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw invalid(
          "is one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")));
    }
  }

  InvalidSettingException invalid(String problem) {
    return new InvalidSettingException(name, problem);
  }
}
