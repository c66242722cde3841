package dev.tokenvalidator.internal.settings;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.MachineRule;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.keys.SignatureAlgorithm;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a named setting, and the ways to read it. Each throws an {@link
 * InvalidSettingException} that names the setting if the text is not of its kind.
 *
 * @param name as the operator wrote it: of the variable, the init-param, the property
 * @param text its value, without white space around it
 */
public record NamedValue(String name, String text) {

  /**
   * Checks that there is a value.
   *
   * @throws InvalidSettingException if the value is missing or blank: it may be a forgotten one
   */
  public static NamedValue of(String name, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new InvalidSettingException(name, "has no value; set one or remove the setting");
    }
    return new NamedValue(name, value.strip());
  }

  /** Whether it is the value of a variable. */
  public boolean isFromEnvironment() {
    return name.startsWith(SettingName.VARIABLE_PREFIX);
  }

  /** Words separated by commas or white space. */
  public String[] words() {
    return Arrays.stream(text.split("[\\s,]+"))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  /**
   * URIs separated by white space. A comma may be part of a URI (RFC 3986 section 2.2), so it
   * cannot separate two. It is most likely meant as a separator, so it is refused.
   */
  public String[] uris() {
    if (text.indexOf(',') >= 0) {
      throw invalid("has a comma; separate several by spaces, or set one with a comma in code");
    }
    return text.split("\\s+");
  }

  /** One URI. */
  public URI uri() {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw invalid("is not a URI");
    }
  }

  /** {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h}, or in ISO 8601, {@code PT30S}. */
  public Duration duration() {
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
  public long number(long maximum) {
    if (text.matches("\\d{1,18}") && Long.parseLong(text) <= maximum) {
      return Long.parseLong(text);
    }
    throw invalid("is not a whole number from 0 to " + maximum);
  }

  /** {@code true} or {@code false}. */
  public boolean flag() {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid("must be true or false");
    };
  }

  /** A constant of an enumeration, in any case. */
  public <E extends Enum<E>> E oneOf(Class<E> type) {
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

  /** {@code logto}, {@code keycloak}, or a claim as {@code name=value}. */
  public MachineRule machineRule() {
    try {
      return MachineRule.parse(text);
    } catch (InvalidSettingException e) {
      throw invalid(e.problem());
    }
  }

  /** Protected resources, one a line ({@link ResourceText}). */
  public List<ProtectedResource> protectedResources() {
    return ResourceText.parseAll(name, text);
  }

  /** Names of signature algorithms, separated like words. */
  public SignatureAlgorithm[] algorithms() {
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
