package dev.tokenvalidator.internal.settings;

import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of a validator in the environment of the process.
 *
 * <p>An unknown name may be a misspelt restriction, and a blank value a forgotten one, so both stop
 * the start. The settings of a filter are left to the filter.
 */
public final class EnvironmentVariables {

  /** The settings of a filter or of endpoints, which another part of the process may read. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "ROUTES",
          "REALM",
          "PATH_PARAMETERS",
          "ALLOW_PREFLIGHT",
          "CHECK_DISPATCHES",
          "PROBLEM_DETAILS",
          "REQUIRE_COVERAGE",
          "FILTER_ORDER_CHECKED",
          "WARM_UP",
          "PROTECTED_RESOURCE",
          "SESSION_HEADER",
          "END_STREAMS_WITH_TOKEN",
          "FILTER",
          "JWT_DECODER",
          "REQUIRE_ANNOTATIONS");

  /** These belong to the issuer, so they are taken only together with it. */
  private static final List<ValidatorSetting> KEYS =
      List.of(ValidatorSetting.JWKS_URI, ValidatorSetting.JWK_SET, ValidatorSetting.FETCH_HEADER);

  private final Map<ValidatorSetting, NamedValue> values = new EnumMap<>(ValidatorSetting.class);

  /**
   * Reads the variables.
   *
   * @param environment the variables of the process, those of other programs included
   * @throws InvalidSettingException naming a variable that is blank or unknown
   */
  public EnvironmentVariables(Map<String, String> environment) {
    Map<String, ValidatorSetting> known = new HashMap<>();
    for (ValidatorSetting setting : ValidatorSetting.values()) {
      known.put(SettingName.asVariable(setting), setting);
    }
    environment.forEach(
        (name, value) -> {
          if (!SettingName.isOurVariable(name)) {
            return;
          }
          ValidatorSetting setting = known.get(name);
          if (setting != null) {
            values.put(setting, NamedValue.of(name, value));
          } else if (!isOfOthers(name)) {
            throw unknown(name);
          }
        });
  }

  /**
   * Whether a variable is a setting of the filter, of Jakarta REST or of Spring: it says what a
   * request needs, not what a token must be.
   */
  public static boolean isOfOthers(String variable) {
    return OF_OTHERS.contains(variable.substring(SettingName.VARIABLE_PREFIX.length()));
  }

  /**
   * Applies the settings.
   *
   * @throws InvalidSettingException naming a variable whose value is malformed
   */
  public void applyTo(AccessTokenValidatorBuilder builder) {
    values.forEach((setting, value) -> setting.apply(builder, value, values));
  }

  /** Whether they name an issuer. */
  public boolean haveIssuer() {
    return ValidatorSetting.ISSUERS.stream().anyMatch(values::containsKey);
  }

  /** The variable that brings keys, or the credential for them; empty if none does. */
  public Optional<String> keys() {
    return KEYS.stream().filter(values::containsKey).findFirst().map(SettingName::asVariable);
  }

  private static InvalidSettingException unknown(String name) {
    return new InvalidSettingException(
        name,
        "is not a setting of the validator, but starts like one; the variables are "
            + Arrays.stream(ValidatorSetting.values())
                .map(SettingName::asVariable)
                .collect(Collectors.joining(", ")));
  }
}
