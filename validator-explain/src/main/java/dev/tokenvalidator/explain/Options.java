package dev.tokenvalidator.explain;

import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The arguments of the command. None of them is ever a token: other users can list the processes of
 * a machine with their arguments. What looks like one is refused, and not repeated.
 *
 * @param settings in the order of the settings
 */
record Options(
    boolean help, boolean version, boolean json, Map<ValidatorSetting, NamedValue> settings) {

  private static final Pattern TOKEN =
      Pattern.compile("eyJ[\\w-]*\\.|^eyJ|\\bBearer\\s", Pattern.CASE_INSENSITIVE);

  /** Shorter than any credential. */
  private static final Pattern NAME = Pattern.compile("--[a-z][a-z-]{0,30}");

  private static final String VISIBLE = "other users of this machine can read arguments; ";

  /**
   * Reads the arguments.
   *
   * @throws WrongUseException if one is unknown, repeated or without a value, or may be a token
   * @throws dev.tokenvalidator.InvalidSettingException if a value is blank
   */
  static Options parse(List<String> arguments) {
    boolean help = false;
    boolean version = false;
    boolean json = false;
    Map<ValidatorSetting, NamedValue> settings = new EnumMap<>(ValidatorSetting.class);
    for (String argument : arguments) {
      switch (argument) {
        case "--help" -> help = true;
        case "--version" -> version = true;
        case "--json" -> json = true;
        default -> addSetting(argument, settings);
      }
    }
    return new Options(help, version, json, settings);
  }

  private static void addSetting(String argument, Map<ValidatorSetting, NamedValue> settings) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? "" : argument.substring(equals + 1);
    checkNoToken(argument, name, value);
    ValidatorSetting setting =
        SettingOption.named(name)
            .orElseThrow(() -> new WrongUseException(shown(name) + unknown(name)));
    if (equals < 0) {
      throw new WrongUseException(name + ": has no value; write " + name + "=...");
    }
    if (settings.put(setting, NamedValue.of(name, value)) != null) {
      throw new WrongUseException(name + ": is given twice; give it once");
    }
  }

  private static void checkNoToken(String argument, String name, String value) {
    if (!argument.startsWith("--")) {
      throw new WrongUseException(
          "an argument is no option; if it is the token: "
              + VISIBLE
              + "pass the token on standard input");
    }
    if (TOKEN.matcher(name.substring(2)).find() || TOKEN.matcher(value).find()) {
      boolean isHeader = name.equals(SettingOption.of(ValidatorSetting.FETCH_HEADER));
      throw new WrongUseException(
          "an argument looks like a token: "
              + VISIBLE
              + (isHeader
                  ? "set TOKEN_VALIDATOR_FETCH_HEADER in the environment"
                  : "pass the token on standard input"));
    }
  }

  private static String shown(String name) {
    return NAME.matcher(name).matches() ? name : "an option";
  }

  private static String unknown(String name) {
    return List.of("--help", "--version", "--json").contains(name)
        ? ": takes no value; leave it out"
        : ": is no option; --help lists them";
  }
}
