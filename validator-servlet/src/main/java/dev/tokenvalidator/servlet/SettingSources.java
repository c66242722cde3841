package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the settings of a filter come from: code, init-params or the environment.
 *
 * <p>The environment belongs to the whole process, and its keys and routes to the issuer that it
 * names. So a filter takes them only together with that issuer. Otherwise the keys of one issuer
 * would vouch for tokens of another, and the routes of one application would open another.
 *
 * @param code the settings made in code
 * @param named the settings made by name
 */
record SettingSources(FilterSettings code, NamedSettings named) {

  /**
   * These decide, together with the issuer, whose tokens are accepted and what they open; or they
   * are a secret that this issuer alone may see.
   */
  private static final List<NamedSetting> BOUND_TO_THE_ISSUER =
      List.of(
          NamedSetting.JWKS_URI,
          NamedSetting.JWK_SET,
          NamedSetting.FETCH_HEADER,
          NamedSetting.ROUTES,
          NamedSetting.PROTECTED_RESOURCE);

  /**
   * Refuses init-params without effect, and keys and routes from the environment if the issuer
   * comes from elsewhere.
   *
   * @throws InvalidSettingException naming the init-param, or the variable and two ways to fix it
   */
  void check() {
    checkInitParams();
    String issuer = sourceOfTheIssuer();
    if (issuer == null || issuer.startsWith(SettingName.VARIABLE_PREFIX)) {
      return;
    }
    Map<NamedSetting, NamedValue> used = named.notReplacedBy(code);
    for (NamedSetting setting : BOUND_TO_THE_ISSUER) {
      NamedValue value = used.get(setting);
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

  /** A validator given in code ignores them. Variables may be meant for another filter. */
  private void checkInitParams() {
    if (code.validator() == null) {
      return;
    }
    for (NamedSetting setting : NamedSetting.values()) {
      NamedValue value = named.find(setting).orElse(null);
      if (value != null && !value.isFromEnvironment() && !setting.isOfFilter()) {
        throw new InvalidSettingException(
            value.name(), "has no effect beside a validator that is given in code; set it there");
      }
    }
  }

  /** One line for the log: each setting and its source, without values. */
  @Override
  public String toString() {
    List<String> sources = new ArrayList<>();
    if (code.validator() != null) {
      sources.add("validator (code)");
    }
    if (code.listener() != null) {
      sources.add("listener (code)");
    }
    Arrays.stream(NamedSetting.values())
        .filter(setting -> setting.isInCode(code))
        .forEach(setting -> sources.add(setting.initParam() + " (code)"));
    named
        .notReplacedBy(code)
        .forEach(
            (setting, value) ->
                sources.add(
                    setting.initParam()
                        + (value.isFromEnvironment()
                            ? " (" + value.name() + ")"
                            : " (init-param)")));
    return "settings and their sources: " + String.join(", ", sources);
  }

  private @Nullable String sourceOfTheIssuer() {
    if (code.validator() != null
        || NamedSetting.ISSUERS.stream().anyMatch(issuer -> issuer.isInCode(code))) {
      return "code";
    }
    for (NamedSetting setting : NamedSetting.ISSUERS) {
      NamedValue value = named.find(setting).orElse(null);
      if (value != null) {
        return value.isFromEnvironment() ? value.name() : "the init-param " + value.name();
      }
    }
    return null;
  }
}
