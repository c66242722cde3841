package dev.tokenvalidator.rest;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * Puts a filter in front of each resource method. Runtimes find it, or {@link BearerTokenFeature}
 * registers it; applications do not use it.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public final class EndpointFeature implements DynamicFeature {

  /** For runtimes. */
  public EndpointFeature() {}

  /**
   * Reads the annotations of an endpoint.
   *
   * @throws InvalidSettingException if they are malformed, contradict each other or the settings,
   *     or are missing where they must be
   */
  @Override
  public void configure(ResourceInfo endpoint, FeatureContext context) {
    Class<?> type = endpoint.getResourceClass();
    // Quarkus also shows interfaces of resources, which never handle a request there.
    if (type.isInterface() && Hosts.IS_QUARKUS) {
      return;
    }
    ActiveFeatures.endpointIsRead();
    Protection protection = Protection.madeIn(context.getConfiguration());
    if (protection == null) {
      throw new InvalidSettingException(
          "validator-rest",
          "its features are found in part: " + DiscoveredFeature.class.getName() + " is missing");
    }
    context.register(
        new EndpointFilter(protection, type, endpoint.getResourceMethod()),
        Priorities.AUTHENTICATION);
  }
}
