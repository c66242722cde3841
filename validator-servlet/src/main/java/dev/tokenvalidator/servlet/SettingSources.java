package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the settings of a filter come from: code, init-params or the environment.
 *
 * <p>The environment belongs to the whole process. Its keys and routes were written for its issuer,
 * so a filter takes them only if it takes the issuer from there too: otherwise the keys of one
 * issuer would vouch for tokens of another, and routes of one application would open another.
 *
 * @param code the settings made in code
 * @param named the settings made by name
 */
record SettingSources(FilterSettings code, NamedSettings named) {

  /** The settings that decide, as the issuer does, whose tokens open what. */
  private static final List<NamedSetting> BOUND_TO_THE_ISSUER =
      List.of(NamedSetting.JWKS_URI, NamedSetting.JWK_SET, NamedSetting.ROUTES);

  /**
   * Checks that keys and routes do not come from the environment while the issuer comes from
   * elsewhere.
   *
   * @throws InvalidSettingException naming the variable and both ways out
   */
  void check() {
    String issuer = sourceOfTheIssuer();
    if (issuer == null || issuer.startsWith(NamedSetting.PREFIX)) {
      return;
    }
    for (NamedSetting setting : BOUND_TO_THE_ISSUER) {
      NamedValue value = inUse(setting);
      if (value != null && value.isFromEnvironment()) {
        throw new InvalidSettingException(
            value.name(),
            "comes from the environment, but the issuer of this filter comes from "
                + issuer
                + ": set "
                + setting.initParam()
                + " where the issuer is set, or set environment=false for this filter (init-param,"
                + " or environment(false) in code), which then reads no environment");
      }
    }
  }

  /** One line for the log: each setting and its source, without values. */
  @Override
  public String toString() {
    List<String> sources = new ArrayList<>();
    code.namesInCode().forEach(name -> sources.add(name + " (code)"));
    for (NamedSetting setting : NamedSetting.values()) {
      NamedValue value = inUse(setting);
      if (value != null) {
        sources.add(
            setting.initParam()
                + (value.isFromEnvironment() ? " (" + value.name() + ")" : " (init-param)"));
      }
    }
    return "settings and their sources: " + String.join(", ", sources);
  }

  private @Nullable String sourceOfTheIssuer() {
    if (code.validator() != null
        || code.validatorSettings().issuer() != null
        || code.validatorSettings().logtoEndpoint() != null) {
      return "code";
    }
    for (NamedSetting setting : List.of(NamedSetting.ISSUER, NamedSetting.LOGTO_ENDPOINT)) {
      NamedValue value = inUse(setting);
      if (value != null) {
        return value.isFromEnvironment() ? value.name() : "the init-param " + value.name();
      }
    }
    return null;
  }

  /** The named value, or null if there is none or code takes its place. */
  private @Nullable NamedValue inUse(NamedSetting setting) {
    NamedValue value = named.find(setting).orElse(null);
    return value == null || code.replaces(setting) ? null : value;
  }
}
