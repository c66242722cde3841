package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings made in code. What was left out is looked for among the named ones when the filter
 * starts.
 *
 * @param validator given ready-made; null if the filter is to build its own
 * @param validatorSettings for its own
 * @param routes none if they come by name
 * @param realm null if it comes by name
 * @param environment the variables of the environment
 */
record FilterSettings(
    @Nullable AccessTokenValidator validator,
    ValidatorSettings validatorSettings,
    Routes routes,
    @Nullable String realm,
    Map<String, String> environment) {

  /**
   * Refuses init-params that a validator given in code would leave without effect. The environment
   * may be another filter's too, so its variables are left alone.
   */
  void checkInitParams(Set<String> names) {
    if (validator == null) {
      return;
    }
    Set<String> ours = Set.of(Setting.ROUTES.initParam(), Setting.REALM.initParam());
    for (String name : names) {
      if (!ours.contains(name)) {
        throw new InvalidSettingException(
            name, "has no effect beside a validator that is given in code; set it there");
      }
    }
  }

  /** Routes in code take the place of named ones: half of each would be nobody's intention. */
  Routes routes(NamedSettings named) {
    return routes.all().isEmpty()
        ? named
            .find(Setting.ROUTES)
            .map(value -> new Routes(RouteText.parse(value.text())))
            .orElse(routes)
        : routes;
  }

  @Nullable String realm(NamedSettings named) {
    return realm != null ? realm : named.find(Setting.REALM).map(NamedValue::text).orElse(null);
  }
}
