package dev.tokenvalidator.internal.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/** The spellings of a setting's name. */
public final class SettingName {

  /** All variables of the environment start with this. */
  public static final String VARIABLE_PREFIX = "TOKEN_VALIDATOR_";

  /** All properties of MicroProfile Config start with this. */
  public static final String PROPERTY_PREFIX = "token-validator.";

  /**
   * The variables that Kubernetes sets in every container for a service called {@code
   * token-validator} or {@code token-validator-...}.
   */
  private static final Pattern KUBERNETES =
      Pattern.compile(
          VARIABLE_PREFIX
              + "(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private SettingName() {}

  /** {@code CLOCK_SKEW} as {@code clockSkew}: a method of a builder, or an init-param. */
  public static String inCamelCase(Enum<?> setting) {
    StringBuilder camelCase = new StringBuilder();
    boolean wordStarts = false;
    for (char c : setting.name().toCharArray()) {
      if (c == '_') {
        wordStarts = true;
      } else {
        camelCase.append(wordStarts ? c : Character.toLowerCase(c));
        wordStarts = false;
      }
    }
    return camelCase.toString();
  }

  /** {@code CLOCK_SKEW} as {@code TOKEN_VALIDATOR_CLOCK_SKEW}: a variable of the environment. */
  public static String asVariable(Enum<?> setting) {
    return VARIABLE_PREFIX + setting.name();
  }

  /** {@code CLOCK_SKEW} as {@code token-validator.clock-skew}: MicroProfile Config. */
  public static String asProperty(Enum<?> setting) {
    return PROPERTY_PREFIX + setting.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a variable is meant for this library, so that an unknown one is a mistake. */
  public static boolean isOurVariable(String variable) {
    return variable.startsWith(VARIABLE_PREFIX) && !KUBERNETES.matcher(variable).matches();
  }
}
