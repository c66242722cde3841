package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings given by name: an init-param counts before a variable of the environment.
 *
 * <p>A name we do not know may be a misspelt restriction, and a blank value a forgotten one, so
 * both stop the start.
 */
final class NamedSettings {

  private final Map<Setting, NamedValue> values = new EnumMap<>(Setting.class);

  /**
   * Reads both sources; only the init-params if one of them says {@code environment=false}.
   *
   * @throws InvalidSettingException naming what is blank or unknown
   */
  NamedSettings(Map<String, String> initParams, Map<String, String> environment) {
    Map<Setting, NamedValue> fromInitParams = new EnumMap<>(Setting.class);
    initParams.forEach(
        (name, value) -> {
          Setting setting = Setting.ofInitParam(name).orElseThrow(() -> unknownInitParam(name));
          fromInitParams.put(setting, checked(name, value));
        });
    NamedValue readsEnvironment = fromInitParams.get(Setting.ENVIRONMENT);
    if (readsEnvironment == null || readsEnvironment.flag()) {
      environment.forEach(
          (name, value) -> {
            if (Setting.isOurs(name)) {
              put(Setting.ofVariable(name).orElseThrow(() -> unknownVariable(name)), name, value);
            }
          });
    }
    if (fromInitParams.containsKey(Setting.ISSUER)
        || fromInitParams.containsKey(Setting.LOGTO_ENDPOINT)) {
      // Two answers to the one question who issues the tokens.
      values.remove(Setting.ISSUER);
      values.remove(Setting.LOGTO_ENDPOINT);
    }
    values.putAll(fromInitParams);
  }

  Optional<NamedValue> find(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  private void put(Setting setting, String name, String value) {
    values.put(setting, checked(name, value));
  }

  private static NamedValue checked(String name, String value) {
    if (value.isBlank()) {
      throw new InvalidSettingException(name, "has no value; give it one or take it away");
    }
    return new NamedValue(name, value.strip());
  }

  private static InvalidSettingException unknownVariable(String name) {
    return new InvalidSettingException(
        name,
        "is not a setting of ours, but starts like one; the variables are "
            + Arrays.stream(Setting.values())
                .filter(setting -> setting != Setting.ENVIRONMENT)
                .map(Setting::variable)
                .collect(Collectors.joining(", ")));
  }

  private static InvalidSettingException unknownInitParam(String name) {
    return new InvalidSettingException(
        name,
        "is not a setting of ours; the init-params are "
            + Arrays.stream(Setting.values())
                .map(Setting::initParam)
                .collect(Collectors.joining(", ")));
  }
}
