package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import dev.tokenvalidator.internal.settings.ValidatorSetting;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings made by name. An init-param counts before a variable of the environment.
 *
 * <p>An unknown name may be a misspelt restriction, and a blank value a forgotten one, so both stop
 * the start.
 */
final class NamedSettings {

  private final Map<NamedSetting, NamedValue> values = new EnumMap<>(NamedSetting.class);

  /**
   * Reads the init-params and, unless one of them says {@code environment=false}, the environment.
   *
   * @throws InvalidSettingException naming a blank or unknown setting
   */
  NamedSettings(Map<String, String> initParams, Map<String, String> environment) {
    Map<NamedSetting, NamedValue> fromInitParams = new EnumMap<>(NamedSetting.class);
    initParams.forEach(
        (name, value) -> {
          NamedSetting setting =
              NamedSetting.ofInitParam(name).orElseThrow(() -> unknownInitParam(name));
          fromInitParams.put(setting, NamedValue.of(name, value));
        });
    NamedValue readsEnvironment = fromInitParams.get(NamedSetting.ENVIRONMENT);
    if (readsEnvironment == null || readsEnvironment.flag()) {
      environment.forEach(
          (name, value) -> {
            if (SettingName.isOurVariable(name)) {
              NamedSetting setting =
                  NamedSetting.ofVariable(name).orElseThrow(() -> unknownVariable(name));
              values.put(setting, NamedValue.of(name, value));
            }
          });
    }
    if (NamedSetting.ISSUERS.stream().anyMatch(fromInitParams::containsKey)) {
      values.keySet().removeAll(NamedSetting.ISSUERS);
    }
    values.putAll(fromInitParams);
  }

  Optional<NamedValue> find(NamedSetting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** The values that code does not replace. */
  Map<NamedSetting, NamedValue> notReplacedBy(FilterSettings code) {
    Map<NamedSetting, NamedValue> used = new EnumMap<>(values);
    used.keySet().removeIf(setting -> setting.isReplacedBy(code));
    return used;
  }

  /**
   * Adds these settings to those made in code.
   *
   * @throws InvalidSettingException naming a malformed setting
   */
  FilterSettings addTo(FilterSettings code) {
    FilterSettingsBuilder all = code.toBuilder();
    notReplacedBy(code).forEach((setting, value) -> setting.apply(all, value));
    return all.build();
  }

  /**
   * Builds the filter's own validator from the settings made in code and these. If no audience is
   * set, it is the protected resources.
   *
   * @param listener of the application; null if it has none
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   */
  AccessTokenValidator buildValidator(FilterSettings code, @Nullable ValidatorListener listener) {
    AccessTokenValidatorBuilder builder = AccessTokenValidator.builder();
    if (listener != null) {
      builder.listener(listener);
    }
    if (code.issuer() != null) {
      builder.issuer(code.issuer());
    }
    if (code.logtoEndpoint() != null) {
      builder.logtoEndpoint(code.logtoEndpoint());
    }
    if (!code.audience().isEmpty()) {
      builder.audience(code.audience().toArray(String[]::new));
    } else if (!setsAudience()) {
      addTo(code).protectedResources().forEach(resource -> builder.audience(resource.identifier()));
    }
    Map<ValidatorSetting, NamedValue> used = new EnumMap<>(ValidatorSetting.class);
    notReplacedBy(code)
        .forEach(
            (setting, value) -> setting.ofValidator().ifPresent(known -> used.put(known, value)));
    used.forEach((setting, value) -> setting.apply(builder, value, used));
    return builder.build();
  }

  /** Organizations may take the place of the audience. */
  private boolean setsAudience() {
    return values.containsKey(NamedSetting.AUDIENCE)
        || find(NamedSetting.ORGANIZATIONS)
            .map(value -> value.oneOf(OrganizationTokens.class) == OrganizationTokens.BY_AUDIENCE)
            .orElse(false);
  }

  private static InvalidSettingException unknownVariable(String name) {
    return new InvalidSettingException(
        name,
        "is not a setting of this filter, but starts like one; the variables are "
            + Arrays.stream(NamedSetting.values())
                .filter(setting -> setting != NamedSetting.ENVIRONMENT)
                .map(NamedSetting::variable)
                .collect(Collectors.joining(", ")));
  }

  private static InvalidSettingException unknownInitParam(String name) {
    return new InvalidSettingException(
        name,
        "is not a setting of this filter; the init-params are "
            + Arrays.stream(NamedSetting.values())
                .map(NamedSetting::initParam)
                .collect(Collectors.joining(", ")));
  }
}
