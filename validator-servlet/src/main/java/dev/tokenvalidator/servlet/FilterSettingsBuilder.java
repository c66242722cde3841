package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ValidatorListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a filter, from code and by name. */
final class FilterSettingsBuilder {

  @Nullable AccessTokenValidator validator;
  @Nullable String issuer;
  @Nullable String logtoEndpoint;
  final List<String> audience = new ArrayList<>();
  @Nullable ValidatorListener listener;
  boolean warmUp;
  final List<Route> routes = new ArrayList<>();
  @Nullable String realm;
  final Set<String> pathParameters = new LinkedHashSet<>();
  boolean allowPreflight;
  boolean checkDispatches;
  boolean problemDetails;
  boolean requireCoverage;
  boolean filterOrderChecked;
  final List<ProtectedResource> protectedResources = new ArrayList<>();
  @Nullable String sessionHeader;
  boolean endStreamsWithToken;
  Map<String, String> environment = Map.of();
  @Nullable Function<HttpServletRequest, @Nullable String> source;

  /**
   * Judges the settings.
   *
   * @throws InvalidSettingException if a route can never be used because of another one, or the
   *     name of a path parameter is malformed
   */
  FilterSettings build() {
    return new FilterSettings(
        validator,
        issuer,
        logtoEndpoint,
        audience,
        listener,
        warmUp,
        new Routes(routes),
        realm,
        pathParameters,
        allowPreflight,
        checkDispatches,
        problemDetails,
        requireCoverage,
        filterOrderChecked,
        protectedResources,
        sessionHeader,
        endStreamsWithToken,
        environment,
        source);
  }
}
