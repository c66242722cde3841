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

  private final Map<NamedSetting, NamedValue> values = new EnumMap<>(NamedSetting.class);

  /**
   * Reads both sources; only the init-params if one of them says {@code environment=false}.
   *
   * @throws InvalidSettingException naming what is blank or unknown
   */
  NamedSettings(Map<String, String> initParams, Map<String, String> environment) {
    Map<NamedSetting, NamedValue> fromInitParams = new EnumMap<>(NamedSetting.class);
    initParams.forEach(
        (name, value) -> {
          NamedSetting setting =
              NamedSetting.ofInitParam(name).orElseThrow(() -> unknownInitParam(name));
          fromInitParams.put(setting, checked(name, value));
        });
    NamedValue readsEnvironment = fromInitParams.get(NamedSetting.ENVIRONMENT);
    if (readsEnvironment == null || readsEnvironment.flag()) {
      environment.forEach(
          (name, value) -> {
            if (NamedSetting.isOurs(name)) {
              put(
                  NamedSetting.ofVariable(name).orElseThrow(() -> unknownVariable(name)),
                  name,
                  value);
            }
          });
    }
    if (fromInitParams.containsKey(NamedSetting.ISSUER)
        || fromInitParams.containsKey(NamedSetting.LOGTO_ENDPOINT)) {
      // Two answers to the one question who issues the tokens.
      values.remove(NamedSetting.ISSUER);
      values.remove(NamedSetting.LOGTO_ENDPOINT);
    }
    values.putAll(fromInitParams);
  }

  Optional<NamedValue> find(NamedSetting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  private void put(NamedSetting setting, String name, String value) {
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
            + Arrays.stream(NamedSetting.values())
                .filter(setting -> setting != NamedSetting.ENVIRONMENT)
                .map(NamedSetting::variable)
                .collect(Collectors.joining(", ")));
  }

  private static InvalidSettingException unknownInitParam(String name) {
    return new InvalidSettingException(
        name,
        "is not a setting of ours; the init-params are "
            + Arrays.stream(NamedSetting.values())
                .map(NamedSetting::initParam)
                .collect(Collectors.joining(", ")));
  }
}
