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
 * The settings of a filter: those made in code, or once it starts ({@link #completedBy}) all of
 * them.
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
      if (name.isEmpty() || !name.chars().allMatch(RequestPath::isUnreserved)) {
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
  FilterSettings completedBy(NamedSettings named) {
    return new FilterSettings(
        validator,
        validatorSettings,
        routes.all().isEmpty()
            ? named
                .find(Setting.ROUTES)
                .map(value -> new Routes(RouteText.parse(value.text(), value.name())))
                .orElse(routes)
            : routes,
        realm != null ? realm : named.find(Setting.REALM).map(NamedValue::text).orElse(null),
        pathParameters.isEmpty()
            ? named
                .find(Setting.PATH_PARAMETERS)
                .map(value -> Set.copyOf(List.of(value.words())))
                .orElse(pathParameters)
            : pathParameters,
        allowPreflight || flag(named, Setting.ALLOW_PREFLIGHT),
        checkDispatches || flag(named, Setting.CHECK_DISPATCHES),
        requireCoverage || flag(named, Setting.REQUIRE_COVERAGE),
        filterOrderChecked || flag(named, Setting.FILTER_ORDER_CHECKED),
        environment,
        source);
  }

  private static boolean flag(NamedSettings named, Setting setting) {
    return named.find(setting).map(NamedValue::flag).orElse(false);
  }

  /** The settings made in code, by the names they have among the init-params. */
  List<String> namesInCode() {
    List<String> names = new ArrayList<>();
    if (validator != null) {
      names.add("validator");
    }
    for (Setting setting : Setting.values()) {
      if (isInCode(setting)) {
        names.add(setting.initParam());
      }
    }
    return names;
  }

  /** Whether what was made in code takes the place of a named setting. */
  boolean replaces(Setting setting) {
    if (validator != null && !Setting.OF_THE_FILTER.contains(setting)) {
      return true;
    }
    return switch (setting) {
      case ISSUER, LOGTO_ENDPOINT -> isInCode(Setting.ISSUER) || isInCode(Setting.LOGTO_ENDPOINT);
      default -> isInCode(setting);
    };
  }

  private boolean isInCode(Setting setting) {
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
      if (Setting.OF_THE_FILTER.stream().noneMatch(ours -> ours.initParam().equals(name))) {
        throw new InvalidSettingException(
            name, "has no effect beside a validator that is given in code; set it there");
      }
    }
  }
}
