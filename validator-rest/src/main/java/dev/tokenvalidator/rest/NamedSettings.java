package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings made by name: {@code token-validator.clock-skew} in MicroProfile Config, or {@code
 * TOKEN_VALIDATOR_CLOCK_SKEW} in the environment.
 *
 * <p>An unknown name may be a misspelt restriction, and a blank value a forgotten one, so both stop
 * the start.
 */
final class NamedSettings {

  /** These belong to the issuer, so they are taken only together with it. */
  private static final Collection<ValidatorSetting> KEYS =
      List.of(ValidatorSetting.JWKS_URI, ValidatorSetting.JWK_SET, ValidatorSetting.FETCH_HEADER);

  private final Map<ValidatorSetting, NamedValue> ofValidator =
      new EnumMap<>(ValidatorSetting.class);
  private final Map<RestSetting, NamedValue> ofModule = new EnumMap<>(RestSetting.class);

  /**
   * Reads the settings.
   *
   * @param values by the names of properties or variables
   * @throws InvalidSettingException naming a blank or unknown setting
   */
  NamedSettings(Map<String, String> values) {
    Map<String, Enum<?>> known = new HashMap<>();
    all().forEach(setting -> known.put(SettingName.asVariable(setting), setting));
    all().forEach(setting -> known.put(SettingName.asProperty(setting), setting));
    values.forEach(
        (name, value) -> {
          if (!isOurs(name)) {
            return;
          }
          Enum<?> setting = known.get(name);
          if (setting == null) {
            throw unknown(name);
          }
          put(setting, NamedValue.of(name, value));
        });
  }

  /** The names of all properties. */
  static Stream<String> properties() {
    return all().map(SettingName::asProperty);
  }

  /** Whether a name is meant for this library. */
  static boolean isOurs(String name) {
    return name.startsWith(SettingName.PROPERTY_PREFIX) || SettingName.isOurVariable(name);
  }

  /** A property counts before the variable of the same setting. */
  private void put(Enum<?> setting, NamedValue value) {
    if (setting instanceof ValidatorSetting known) {
      ofValidator.merge(known, value, NamedSettings::propertyOf);
    } else if (setting instanceof RestSetting known) {
      ofModule.merge(known, value, NamedSettings::propertyOf);
    }
  }

  private static NamedValue propertyOf(NamedValue one, NamedValue other) {
    return one.isFromEnvironment() ? other : one;
  }

  Optional<NamedValue> find(RestSetting setting) {
    return Optional.ofNullable(ofModule.get(setting));
  }

  /** Whether they name an issuer. */
  boolean haveIssuer() {
    return ValidatorSetting.ISSUERS.stream().anyMatch(ofValidator::containsKey);
  }

  /**
   * Builds a validator from settings made in code and these.
   *
   * @param issuerInCode whether code names the issuer, which then replaces a named one
   * @param audienceInCode whether code names the audience
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   */
  AccessTokenValidator complete(
      AccessTokenValidatorBuilder code, boolean issuerInCode, boolean audienceInCode) {
    Map<ValidatorSetting, NamedValue> used = new EnumMap<>(ofValidator);
    if (audienceInCode) {
      used.remove(ValidatorSetting.AUDIENCE);
    }
    if (issuerInCode) {
      ValidatorSetting.ISSUERS.forEach(used::remove);
      KEYS.forEach(setting -> checkBelongs(used.get(setting), setting));
    }
    used.forEach((setting, value) -> setting.apply(code, value, used));
    return code.build();
  }

  private static void checkBelongs(@Nullable NamedValue keys, ValidatorSetting setting) {
    if (keys != null) {
      throw new InvalidSettingException(
          keys.name(),
          "is set by name, but the issuer is set in code: the keys of one issuer would vouch for"
              + " tokens of another; set "
              + SettingName.inCamelCase(setting)
              + " in code on a validator of your own, or call environment(false)");
    }
  }

  private static InvalidSettingException unknown(String name) {
    boolean isVariable = name.startsWith(SettingName.VARIABLE_PREFIX);
    return new InvalidSettingException(
        name,
        "is not a setting of validator-rest, but starts like one; the settings are "
            + all()
                .map(
                    setting ->
                        isVariable
                            ? SettingName.asVariable(setting)
                            : SettingName.asProperty(setting))
                .collect(Collectors.joining(", "))
            + " (there are no routes: annotations say what an endpoint needs)");
  }

  private static Stream<Enum<?>> all() {
    return Stream.concat(Stream.of(ValidatorSetting.values()), Stream.of(RestSetting.values()));
  }
}
