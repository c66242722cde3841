package dev.tokenvalidator.rest;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ValidatorListener;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link BearerTokenFeature}. Precedence of settings: code, MicroProfile Config,
 * environment.
 *
 * <p>With an issuer or a validator in code, the feature validates the tokens itself. Without, it
 * stands behind the filter of {@code validator-servlet} if that is on the class path, and else
 * takes the issuer from the settings by name. Not safe for use by several threads.
 */
public final class BearerTokenFeatureBuilder {

  private @Nullable AccessTokenValidator validator;
  private @Nullable String issuer;
  private @Nullable String logtoEndpoint;
  private List<String> audience = List.of();
  private @Nullable ValidatorListener listener;
  private boolean warmUp;
  private @Nullable String realm;
  private @Nullable Access unannotated;
  private boolean requireCoverage;
  private final List<ProtectedResource> protectedResources = new ArrayList<>();
  private boolean environment = true;
  private @Nullable Function<ContainerRequestContext, @Nullable String> source;

  BearerTokenFeatureBuilder() {}

  /** The issuer of the tokens ({@link AccessTokenValidatorBuilder#issuer}). */
  public BearerTokenFeatureBuilder issuer(String issuer) {
    this.issuer = Objects.requireNonNull(issuer);
    return this;
  }

  /** A Logto tenant as the issuer ({@link AccessTokenValidatorBuilder#logtoEndpoint}). */
  public BearerTokenFeatureBuilder logtoEndpoint(String logtoEndpoint) {
    this.logtoEndpoint = Objects.requireNonNull(logtoEndpoint);
    return this;
  }

  /** The resource indicator of this API ({@link AccessTokenValidatorBuilder#audience}). */
  public BearerTokenFeatureBuilder audience(String... audience) {
    this.audience = List.of(audience);
    return this;
  }

  /**
   * A validator to share, instead of issuer and audience.
   *
   * @param validator remains the caller's to close
   */
  public BearerTokenFeatureBuilder validator(AccessTokenValidator validator) {
    this.validator = Objects.requireNonNull(validator);
    return this;
  }

  /**
   * Hears of accepted tokens, refusals and changes of the keys ({@link
   * AccessTokenValidatorBuilder#listener}). None by default. It belongs to the validator that the
   * feature builds; a validator that is given has its own.
   *
   * @param listener called by several threads at once
   */
  public BearerTokenFeatureBuilder listener(ValidatorListener listener) {
    this.listener = Objects.requireNonNull(listener);
    return this;
  }

  /**
   * Begins to fetch the issuer's keys when the application starts, in the background ({@link
   * AccessTokenValidator#warmUp}). By default the first token fetches them.
   */
  public BearerTokenFeatureBuilder warmUp() {
    this.warmUp = true;
    return this;
  }

  /** The realm of the challenges (RFC 9110 section 11.5); none by default. */
  public BearerTokenFeatureBuilder realm(String realm) {
    this.realm = Objects.requireNonNull(realm);
    return this;
  }

  /**
   * What endpoints without an annotation need: {@code authenticated()}, for example. By default
   * every request to them is refused. Behind the servlet filter its routes decide about them.
   */
  public BearerTokenFeatureBuilder unannotated(Access access) {
    this.unannotated = Objects.requireNonNull(access);
    return this;
  }

  /** An endpoint without an annotation stops the start. */
  public BearerTokenFeatureBuilder requireCoverage() {
    this.requireCoverage = true;
    return this;
  }

  /**
   * Publishes the metadata of the application as a protected resource (RFC 9728), so that a client
   * finds out where to get a token: MCP clients need it. Default: nothing is published.
   *
   * @param identifier the URL under which clients reach the API; it must be one of the audiences
   * @throws InvalidSettingException if it is malformed ({@link ProtectedResource#of})
   * @see #protectedResource(ProtectedResource)
   */
  public BearerTokenFeatureBuilder protectedResource(String identifier) {
    return protectedResource(ProtectedResource.of(identifier));
  }

  /**
   * Publishes the metadata of the application as a protected resource. Every challenge names the
   * address of the document, and a 401 also names the scopes that the endpoint needs. <b>Only
   * tokens for this resource are accepted</b>, whatever other audiences there are.
   *
   * <p>An application is one resource. A second one, a path or collected scopes stop the start. For
   * several resources use the servlet filter; behind it, this is a setting of the filter.
   *
   * <p>The document is served without a token at {@code /.well-known/oauth-protected-resource} and
   * the path of the identifier, below the base path of the application: the path of its context,
   * its servlet and its {@code @ApplicationPath}. Clients look for it at the root of the host. An
   * application whose base path is not the root never sees such a request, so a proxy has to
   * rewrite the path; the log says so with the first request. Quarkus REST has the root as its base
   * path by default.
   *
   * @param resource described to clients
   */
  public BearerTokenFeatureBuilder protectedResource(ProtectedResource resource) {
    protectedResources.add(Objects.requireNonNull(resource));
    return this;
  }

  /**
   * Whether settings that are not made in code are read by name. True by default.
   *
   * @param environment false to read neither MicroProfile Config nor the environment
   */
  public BearerTokenFeatureBuilder environment(boolean environment) {
    this.environment = environment;
    return this;
  }

  /**
   * Where a request comes from, for a fair share of first verifications. Nowhere by default,
   * because Jakarta REST does not know the address of the peer.
   *
   * @param source returns an address, a client certificate, a tenant; null if it is unknown. It
   *     runs on each request, also on an event loop
   */
  public BearerTokenFeatureBuilder source(
      Function<ContainerRequestContext, @Nullable String> source) {
    this.source = Objects.requireNonNull(source);
    return this;
  }

  /**
   * Makes the feature. Most settings are checked when the application starts.
   *
   * @throws InvalidSettingException if a validator is given beside an issuer, an audience or a
   *     listener
   */
  public BearerTokenFeature build() {
    if (validator != null && listener != null) {
      throw new InvalidSettingException(
          "listener", "has no effect beside a validator; give it to that validator's builder");
    }
    if (validator != null && (issuer != null || logtoEndpoint != null || !audience.isEmpty())) {
      throw new InvalidSettingException(
          "validator",
          "is given beside an issuer or an audience, which it has; remove one of them");
    }
    BearerTokenFeature feature = new BearerTokenFeature(settings());
    ActiveFeatures.isBuilt(feature);
    return feature;
  }

  FeatureSettings settings() {
    return new FeatureSettings(
        validator,
        issuer,
        logtoEndpoint,
        audience,
        listener,
        warmUp,
        realm,
        unannotated,
        requireCoverage,
        protectedResources,
        environment,
        source);
  }
}
