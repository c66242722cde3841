package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Enforces {@link dev.tokenvalidator.RequiresScope} and its like on Jakarta REST resources. What
 * the resource method, its class and their supertypes ask for adds up ({@link AnnotatedAccess}).
 *
 * <p><b>Nothing needs to be registered.</b> Jersey, RESTEasy and Quarkus REST find the module on
 * the class path. There are two ways to use it:
 *
 * <ul>
 *   <li><b>Behind the servlet filter</b>, if {@code validator-servlet} is on the class path: the
 *       filter validates the token and applies its routes, the annotations ask for more. An
 *       annotated endpoint without a caller is refused.
 *   <li><b>Alone</b>: this feature validates the token. An endpoint without an annotation is
 *       refused ({@link BearerTokenFeatureBuilder#unannotated} changes that), and a caller without
 *       a valid token gets 401 instead of 404 and 405. Settings come from MicroProfile Config where
 *       that is there ({@code token-validator.issuer}), else from the environment ({@code
 *       TOKEN_VALIDATOR_ISSUER}); register this feature to make them in code:
 * </ul>
 *
 * <pre>{@code
 * new ResourceConfig(Shop.class)
 *     .register(
 *         BearerTokenFeature.builder()
 *             .logtoEndpoint("https://your.logto.endpoint")
 *             .audience("https://shopping.api")
 *             .build());
 * }</pre>
 *
 * <p>The caller is the {@link SecurityContext}'s principal, an {@link AccessTokenPrincipal}; {@code
 * isUserInRole} asks for a scope. Open endpoints of the second way have no caller there.
 *
 * <p>On Jersey and Quarkus, a resource method can take the token as a parameter: {@code @Context
 * AccessToken token}. If the request is let in without one, Jersey answers 500 instead of calling
 * the method, and Quarkus 400. On Jersey fields, setters and constructors get null, because they
 * may outlive the request. On RESTEasy such a parameter stops the start.
 *
 * <p>On Quarkus, {@code Instance<AccessToken>} can be injected too, and {@code AccessToken} into
 * request-scoped beans. An application that lists its classes in {@code getClasses()} lists {@link
 * DiscoveredFeature} and {@link EndpointFeature} as well there, or it does not start.
 *
 * <p>One instance serves one application. Safe for use by several threads.
 */
@ConstrainedTo(RuntimeType.SERVER)
public final class BearerTokenFeature implements Feature, AutoCloseable {

  private final FeatureSettings settings;
  private @Nullable Door door;

  BearerTokenFeature(FeatureSettings settings) {
    this.settings = settings;
  }

  /** Starts without settings: those that are not made in code are read by name. */
  public static BearerTokenFeatureBuilder builder() {
    return new BearerTokenFeatureBuilder();
  }

  /**
   * The access token that a request was let in with.
   *
   * @param context of the request, as an endpoint gets it
   * @throws IllegalStateException if the request was let in without a token
   */
  public static AccessToken accessToken(SecurityContext context) {
    if (context.getUserPrincipal() instanceof AccessTokenPrincipal principal) {
      return principal.token();
    }
    throw new IllegalStateException(
        "the request was let in without a token: its endpoint is open, or something has replaced"
            + " the principal");
  }

  /**
   * What each resource method needs, as far as the runtime has shown them: all when it has started,
   * sub-resources with their first request.
   *
   * @param configuration of the application: {@code @Context Configuration}
   * @return in the order in which they were found; empty if the module is not active
   */
  public static List<AuditedEndpoint> audit(Configuration configuration) {
    Protection protection = Protection.madeIn(configuration);
    return protection == null ? List.of() : protection.audit();
  }

  /**
   * The validator of an application whose tokens this module validates itself: for the state of the
   * keys, and for {@code distrust} on the day a key is compromised.
   *
   * @param configuration of the application: {@code @Context Configuration}
   * @return empty behind the servlet filter, which has its own, and before the application has
   *     started
   */
  public static Optional<AccessTokenValidator> validator(Configuration configuration) {
    Protection protection = Protection.madeIn(configuration);
    return protection == null ? Optional.empty() : protection.validator();
  }

  /**
   * Registers the filters.
   *
   * @throws InvalidSettingException if another instance is registered, or an endpoint was found
   *     before
   */
  @Override
  public boolean configure(FeatureContext context) {
    ActiveFeatures.isConfigured(this);
    Protection.of(context).add(this);
    return true;
  }

  /** The feature of an application that registers none. */
  static BearerTokenFeature discovered() {
    return new BearerTokenFeature(new BearerTokenFeatureBuilder().settings());
  }

  /**
   * Opens the door.
   *
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another, or
   *     the door is open for another application
   */
  synchronized Door open() {
    if (door != null) {
      throw new InvalidSettingException(
          "BearerTokenFeature", "serves another application already; build one for each");
    }
    Door opened = settings.open();
    door = opened;
    return opened;
  }

  /**
   * Closes the validator, if this feature built it. On Jersey this happens when the application
   * ends; elsewhere an application that ends before its process calls it.
   */
  @Override
  public synchronized void close() {
    Door opened = door;
    if (opened != null) {
      door = null;
      opened.close();
    }
  }
}
