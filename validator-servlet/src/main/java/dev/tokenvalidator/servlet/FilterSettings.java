package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ValidatorListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a filter. Before it starts, these are the settings made in code; once it starts,
 * also those that {@link NamedSettings} adds.
 *
 * @param validator given ready-made; null if the filter builds its own
 * @param issuer of the tokens, for the filter's own validator; null if it is not set in code
 * @param logtoEndpoint a Logto tenant as the issuer; null if it is not set in code
 * @param audience of the tokens, for the filter's own validator; empty if it is not set in code
 * @param listener of the filter's own validator; null if none is set in code
 * @param warmUp whether the start begins to fetch the keys
 * @param routes in their order
 * @param realm of the challenges; null for none
 * @param pathParameters names of path parameters that are let through
 * @param allowPreflight whether a CORS preflight needs no token
 * @param checkDispatches whether forwards, includes and asynchronous dispatches need their own rule
 * @param problemDetails whether refusals have a body of RFC 9457
 * @param requireCoverage whether an uncovered servlet mapping stops the start
 * @param filterOrderChecked whether someone has checked the order of the filters
 * @param protectedResources whose metadata is served, and named by the challenges
 * @param sessionHeader the name of the header with the id of a session; null for none
 * @param endStreamsWithToken whether an asynchronous GET ends with its token
 * @param environment the variables of the environment; empty if this filter reads none
 * @param source returns the source of a request; null to take the peer's address
 */
record FilterSettings(
    @Nullable AccessTokenValidator validator,
    @Nullable String issuer,
    @Nullable String logtoEndpoint,
    List<String> audience,
    @Nullable ValidatorListener listener,
    boolean warmUp,
    Routes routes,
    @Nullable String realm,
    Set<String> pathParameters,
    boolean allowPreflight,
    boolean checkDispatches,
    boolean problemDetails,
    boolean requireCoverage,
    boolean filterOrderChecked,
    List<ProtectedResource> protectedResources,
    @Nullable String sessionHeader,
    boolean endStreamsWithToken,
    Map<String, String> environment,
    @Nullable Function<HttpServletRequest, @Nullable String> source) {

  /**
   * Checks the settings that need no other.
   *
   * @throws InvalidSettingException if the name of a path parameter is malformed
   */
  FilterSettings {
    for (String name : pathParameters) {
      if (name.isEmpty() || !name.chars().allMatch(CanonicalPath::isUnreserved)) {
        throw new InvalidSettingException(
            "pathParameters",
            "a name is letters, digits, '-', '.', '_' and '~', without ';' and '='");
      }
    }
    if (sessionHeader != null && !Route.isMethod(sessionHeader)) {
      throw new InvalidSettingException(
          "sessionHeader",
          "is not the name of a header, such as Mcp-Session-Id: letters, digits, '-', '_' and '.'");
    }
    protectedResources = List.copyOf(protectedResources);
    audience = List.copyOf(audience);
    pathParameters = Set.copyOf(pathParameters);
  }

  FilterSettingsBuilder toBuilder() {
    FilterSettingsBuilder builder = new FilterSettingsBuilder();
    builder.validator = validator;
    builder.issuer = issuer;
    builder.logtoEndpoint = logtoEndpoint;
    builder.audience.addAll(audience);
    builder.listener = listener;
    builder.warmUp = warmUp;
    builder.routes.addAll(routes.all());
    builder.realm = realm;
    builder.pathParameters.addAll(pathParameters);
    builder.allowPreflight = allowPreflight;
    builder.checkDispatches = checkDispatches;
    builder.problemDetails = problemDetails;
    builder.requireCoverage = requireCoverage;
    builder.filterOrderChecked = filterOrderChecked;
    builder.protectedResources.addAll(protectedResources);
    builder.sessionHeader = sessionHeader;
    builder.endStreamsWithToken = endStreamsWithToken;
    builder.environment = environment;
    builder.source = source;
    return builder;
  }
}
