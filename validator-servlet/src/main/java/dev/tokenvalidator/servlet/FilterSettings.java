package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a filter: those made in code, or once it starts ({@link #withDefaultsFrom}) all
 * of them.
 *
 * @param validator given ready-made; null if the filter is to build its own
 * @param validatorSettings for its own
 * @param routes in their order; in code none if they come by name
 * @param realm null for none
 * @param pathParameters names of path parameters that are let through
 * @param allowPreflight whether a CORS preflight needs no token
 * @param checkDispatches whether forwards, includes and asynchronous dispatches are held to a rule
 * @param requireCoverage whether a servlet mapping that nothing covers stops the start
 * @param filterOrderChecked whether the order of the filters is right as it is
 * @param environment the variables of the environment; empty if this filter reads none
 * @param source what tells where a request comes from; null for the peer's address
 */
record FilterSettings(
    @Nullable AccessTokenValidator validator,
    ValidatorSettings validatorSettings,
    Routes routes,
    @Nullable String realm,
    Set<String> pathParameters,
    boolean allowPreflight,
    boolean checkDispatches,
    boolean requireCoverage,
    boolean filterOrderChecked,
    Map<String, String> environment,
    @Nullable Function<HttpServletRequest, @Nullable String> source) {

  FilterSettings {
    for (String name : pathParameters) {
      if (name.isEmpty() || !name.chars().allMatch(CanonicalPath::isUnreserved)) {
        throw new InvalidSettingException(
            "pathParameters",
            "a name is letters, digits, '-', '.', '_' and '~', without ';' and '='");
      }
    }
    pathParameters = Set.copyOf(pathParameters);
  }

  /**
   * With what was left out in code and is set by name. Routes in code take the place of named ones:
   * half of each would be nobody's intention.
   *
   * @throws InvalidSettingException naming what is malformed
   */
  FilterSettings withDefaultsFrom(NamedSettings named) {
    return new FilterSettings(
        validator,
        validatorSettings,
        routes.all().isEmpty()
            ? named
                .find(NamedSetting.ROUTES)
                .map(value -> new Routes(RouteText.parse(value.text(), value.name())))
                .orElse(routes)
            : routes,
        realm != null ? realm : named.find(NamedSetting.REALM).map(NamedValue::text).orElse(null),
        pathParameters.isEmpty()
            ? named
                .find(NamedSetting.PATH_PARAMETERS)
                .map(value -> Set.copyOf(List.of(value.words())))
                .orElse(pathParameters)
            : pathParameters,
        allowPreflight || flag(named, NamedSetting.ALLOW_PREFLIGHT),
        checkDispatches || flag(named, NamedSetting.CHECK_DISPATCHES),
        requireCoverage || flag(named, NamedSetting.REQUIRE_COVERAGE),
        filterOrderChecked || flag(named, NamedSetting.FILTER_ORDER_CHECKED),
        environment,
        source);
  }

  private static boolean flag(NamedSettings named, NamedSetting setting) {
    return named.find(setting).map(NamedValue::flag).orElse(false);
  }

  /** The settings made in code, by the names they have among the init-params. */
  List<String> namesInCode() {
    List<String> names = new ArrayList<>();
    if (validator != null) {
      names.add("validator");
    }
    for (NamedSetting setting : NamedSetting.values()) {
      if (isInCode(setting)) {
        names.add(setting.initParam());
      }
    }
    return names;
  }

  /** Whether what was made in code takes the place of a named setting. */
  boolean replaces(NamedSetting setting) {
    if (validator != null && !NamedSetting.FILTER_SETTINGS.contains(setting)) {
      return true;
    }
    return switch (setting) {
      case ISSUER, LOGTO_ENDPOINT ->
          isInCode(NamedSetting.ISSUER) || isInCode(NamedSetting.LOGTO_ENDPOINT);
      default -> isInCode(setting);
    };
  }

  private boolean isInCode(NamedSetting setting) {
    return switch (setting) {
      case ISSUER -> validatorSettings.issuer() != null;
      case LOGTO_ENDPOINT -> validatorSettings.logtoEndpoint() != null;
      case AUDIENCE -> !validatorSettings.audience().isEmpty();
      case ROUTES -> !routes.all().isEmpty();
      case REALM -> realm != null;
      case PATH_PARAMETERS -> !pathParameters.isEmpty();
      case ALLOW_PREFLIGHT -> allowPreflight;
      case CHECK_DISPATCHES -> checkDispatches;
      case REQUIRE_COVERAGE -> requireCoverage;
      case FILTER_ORDER_CHECKED -> filterOrderChecked;
      default -> false;
    };
  }

  /**
   * Refuses init-params that a validator given in code would leave without effect. The environment
   * may be another filter's too, so its variables are left alone.
   */
  void checkInitParams(Set<String> names) {
    if (validator == null) {
      return;
    }
    for (String name : names) {
      if (NamedSetting.FILTER_SETTINGS.stream().noneMatch(ours -> ours.initParam().equals(name))) {
        throw new InvalidSettingException(
            name, "has no effect beside a validator that is given in code; set it there");
      }
    }
  }
}
