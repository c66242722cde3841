package dev.tokenvalidator.explain;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings that are in use: those of the command line, and for the others those of the
 * environment.
 */
final class ChosenSettings {

  /** These belong to the issuer, so they count only together with it. */
  private static final List<ValidatorSetting> OF_ISSUER =
      List.of(ValidatorSetting.JWKS_URI, ValidatorSetting.JWK_SET, ValidatorSetting.FETCH_HEADER);

  private final Map<ValidatorSetting, NamedValue> values;

  private ChosenSettings(Map<ValidatorSetting, NamedValue> values) {
    this.values = values;
  }

  /**
   * Chooses.
   *
   * @param options of the command line
   * @param variables of the environment
   * @throws WrongUseException if keys or a credential for one issuer would be used for another
   */
  static ChosenSettings of(
      Map<ValidatorSetting, NamedValue> options, Map<ValidatorSetting, NamedValue> variables) {
    Map<ValidatorSetting, NamedValue> values = new EnumMap<>(ValidatorSetting.class);
    values.putAll(variables);
    if (ValidatorSetting.ISSUERS.stream().anyMatch(options::containsKey)) {
      values.keySet().removeAll(ValidatorSetting.ISSUERS);
      OF_ISSUER.forEach(setting -> checkNotAlone(setting, values, options));
    }
    values.putAll(options);
    return new ChosenSettings(values);
  }

  private static void checkNotAlone(
      ValidatorSetting setting,
      Map<ValidatorSetting, NamedValue> variables,
      Map<ValidatorSetting, NamedValue> options) {
    if (variables.containsKey(setting) && !options.containsKey(setting)) {
      throw new WrongUseException(
          SettingName.asVariable(setting)
              + ": is set in the environment, but the issuer on the command line, and it belongs to"
              + " one issuer; set the issuer in the environment too, or unset the variable");
    }
  }

  /**
   * Builds the validator.
   *
   * @throws InvalidSettingException naming the setting as it was given, if one is missing,
   *     malformed or contradicts another
   */
  AccessTokenValidator validator() {
    AccessTokenValidatorBuilder builder = AccessTokenValidator.builder();
    try {
      values.forEach((setting, value) -> setting.apply(builder, value, values));
      return builder.build();
    } catch (InvalidSettingException e) {
      throw SettingOption.inCamelCase(e.setting())
          .map(setting -> new InvalidSettingException(nameOf(setting), e.problem()))
          .orElse(e);
    }
  }

  private String nameOf(ValidatorSetting setting) {
    return find(setting).map(NamedValue::name).orElse(SettingOption.of(setting));
  }

  Optional<NamedValue> find(ValidatorSetting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** Those in use, in the order of the settings. */
  Map<ValidatorSetting, NamedValue> all() {
    return Collections.unmodifiableMap(values);
  }
}
