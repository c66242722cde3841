package dev.tokenvalidator.rest;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ValidatorListener;
import dev.tokenvalidator.internal.settings.NamedValue;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a feature that were made in code.
 *
 * @param validator given ready-made; null if the feature builds its own
 * @param issuer of the tokens; null if it is not set in code
 * @param logtoEndpoint a Logto tenant as the issuer; null if it is not set in code
 * @param audience of the tokens; empty if it is not set in code
 * @param listener of the feature's own validator; null if none is set in code
 * @param warmUp whether the start begins to fetch the keys
 * @param realm of the challenges; null if it is not set in code
 * @param unannotated what endpoints without an annotation need; null if they are refused
 * @param requireCoverage whether an endpoint without an annotation stops the start
 * @param protectedResources whose metadata is served; empty if none is set in code
 * @param environment whether settings are read by name
 * @param source returns the source of a request; null if it is not set in code
 */
record FeatureSettings(
    @Nullable AccessTokenValidator validator,
    @Nullable String issuer,
    @Nullable String logtoEndpoint,
    List<String> audience,
    @Nullable ValidatorListener listener,
    boolean warmUp,
    @Nullable String realm,
    @Nullable Access unannotated,
    boolean requireCoverage,
    List<ProtectedResource> protectedResources,
    boolean environment,
    @Nullable Function<ContainerRequestContext, @Nullable String> source) {

  private static final String SERVLET_FILTER = "dev.tokenvalidator.servlet.BearerTokenFilter";

  FeatureSettings {
    audience = List.copyOf(audience);
    protectedResources = List.copyOf(protectedResources);
  }

  /**
   * Opens the door that they describe: the servlet filter's, unless code says whose tokens are
   * accepted or that filter is not there.
   *
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   */
  Door open() {
    // Quarkus REST calls no servlet filter, whatever is on the class path.
    if (isOwnDoor() || Hosts.IS_QUARKUS || !OptionalClass.isPresentAnywhere(SERVLET_FILTER)) {
      return openOwn(new NamedSettings(named()));
    }
    checkUnused("audience", !audience.isEmpty());
    checkUnused("listener", listener != null);
    checkUnused("warmUp", warmUp);
    checkUnused("realm", realm != null);
    checkUnused("unannotated", unannotated != null);
    checkUnused("protectedResource", !protectedResources.isEmpty());
    checkUnused("source", source != null);
    return new FilterInFront(requireCoverage);
  }

  private static void checkUnused(String setting, boolean isSet) {
    if (isSet) {
      throw new InvalidSettingException(
          setting,
          "has no effect: validator-servlet is on the class path, so this feature stands behind its"
              + " filter, which has these settings; set it there, give this feature an issuer or a"
              + " validator, or remove validator-servlet");
    }
  }

  private boolean isOwnDoor() {
    return validator != null || issuerIsInCode();
  }

  private boolean issuerIsInCode() {
    return issuer != null || logtoEndpoint != null;
  }

  private Map<String, String> named() {
    if (!environment) {
      return Map.of();
    }
    return MicroProfileConfig.isPresent() ? MicroProfileConfig.settings() : System.getenv();
  }

  private Door openOwn(NamedSettings named) {
    DoorSettings door =
        new DoorSettings(
            validator == null,
            realm == null
                ? named.find(RestSetting.REALM).map(NamedValue::text).orElse(null)
                : realm,
            unannotated,
            requireCoverage
                || named.find(RestSetting.REQUIRE_COVERAGE).map(NamedValue::flag).orElse(false),
            protectedResource(named),
            source == null ? request -> null : source);
    AccessTokenValidator used = validator;
    OwnDoor opened = new OwnDoor(used == null ? build(named) : used, door);
    if (warmUp || named.find(RestSetting.WARM_UP).map(NamedValue::flag).orElse(false)) {
      opened.validator().warmUp();
    }
    return opened;
  }

  /** One in code replaces a named one. */
  private @Nullable ProtectedResource protectedResource(NamedSettings named) {
    NamedValue value = named.find(RestSetting.PROTECTED_RESOURCE).orElse(null);
    String setting = "protectedResource";
    List<ProtectedResource> all = protectedResources;
    if (all.isEmpty() && value != null) {
      setting = value.name();
      all = value.protectedResources();
    }
    if (all.size() > 1) {
      throw new InvalidSettingException(
          setting,
          "names "
              + all
              + ", but an application of Jakarta REST is one resource; keep one, or put the servlet"
              + " filter in front, which takes several");
    }
    if (all.stream().anyMatch(ProtectedResource::hasOwnPath)) {
      throw new InvalidSettingException(
          setting,
          "has a path, which has no effect: all endpoints belong to the resource; remove it"
              + " (withPath; by name: path(...))");
    }
    return all.isEmpty() ? null : all.get(0);
  }

  private AccessTokenValidator build(NamedSettings named) {
    if (!issuerIsInCode() && !named.haveIssuer()) {
      throw new InvalidSettingException(
          "issuer",
          "is missing: validator-rest protects the endpoints of this application, so it must know"
              + " whose tokens to accept; set "
              + (MicroProfileConfig.isPresent()
                  ? "token-validator.logto-endpoint (or token-validator.issuer) and"
                      + " token-validator.audience"
                  : "TOKEN_VALIDATOR_LOGTO_ENDPOINT (or TOKEN_VALIDATOR_ISSUER) and"
                      + " TOKEN_VALIDATOR_AUDIENCE in the environment")
              + ", or register a BearerTokenFeature in code; to protect servlets as well, add"
              + " validator-servlet");
    }
    AccessTokenValidatorBuilder builder = AccessTokenValidator.builder();
    if (listener != null) {
      builder.listener(listener);
    }
    if (issuer != null) {
      builder.issuer(issuer);
    }
    if (logtoEndpoint != null) {
      builder.logtoEndpoint(logtoEndpoint);
    }
    if (!audience.isEmpty()) {
      builder.audience(audience.toArray(String[]::new));
    }
    return named.complete(builder, issuerIsInCode(), !audience.isEmpty());
  }
}
