package dev.tokenvalidator.explain;

import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.Arrays;
import java.util.Optional;

/** A setting as an option of the command: {@code --clock-skew}. */
final class SettingOption {

  private SettingOption() {}

  static String of(ValidatorSetting setting) {
    return "--" + SettingName.asProperty(setting).substring(SettingName.PROPERTY_PREFIX.length());
  }

  static Optional<ValidatorSetting> named(String option) {
    return Arrays.stream(ValidatorSetting.values())
        .filter(setting -> of(setting).equals(option))
        .findFirst();
  }

  static Optional<ValidatorSetting> inCamelCase(String name) {
    return Arrays.stream(ValidatorSetting.values())
        .filter(setting -> SettingName.inCamelCase(setting).equals(name))
        .findFirst();
  }
}
