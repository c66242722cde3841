package dev.tokenvalidator.explain;

import dev.tokenvalidator.internal.settings.EnvironmentVariables;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The variables of the environment that are meant for this library.
 *
 * @param settings by setting
 * @param unused those that say what a request needs, not what a token must be
 */
record Variables(Map<ValidatorSetting, NamedValue> settings, List<String> unused) {

  /**
   * Reads them.
   *
   * @param replaced the settings that the command line has, whose variables do not count
   * @throws WrongUseException if one is unknown, which may be a misspelt restriction
   * @throws dev.tokenvalidator.InvalidSettingException if one is blank
   */
  static Variables in(Map<String, String> environment, Set<ValidatorSetting> replaced) {
    Map<String, ValidatorSetting> known = new HashMap<>();
    for (ValidatorSetting setting : ValidatorSetting.values()) {
      known.put(SettingName.asVariable(setting), setting);
    }
    Map<ValidatorSetting, NamedValue> settings = new EnumMap<>(ValidatorSetting.class);
    Set<String> unused = new TreeSet<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (!SettingName.isOurVariable(name)) {
                return;
              }
              ValidatorSetting setting = known.get(name);
              if (setting != null) {
                if (!replaced.contains(setting)) {
                  settings.put(setting, NamedValue.of(name, value));
                }
              } else if (EnvironmentVariables.isOfOthers(name)) {
                unused.add(name);
              } else {
                throw unknown(name);
              }
            });
    return new Variables(settings, List.copyOf(unused));
  }

  private static WrongUseException unknown(String name) {
    return new WrongUseException(
        name
            + ": is not a setting of the validator, but starts like one; unset it, or correct it to"
            + " one of "
            + Arrays.stream(ValidatorSetting.values())
                .map(SettingName::asVariable)
                .collect(Collectors.joining(", ")));
  }
}
