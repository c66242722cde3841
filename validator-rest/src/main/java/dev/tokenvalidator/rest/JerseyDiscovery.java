package dev.tokenvalidator.rest;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.FeatureContext;
import org.glassfish.jersey.internal.spi.ForcedAutoDiscoverable;

/**
 * Has Jersey find the module even where an application switches the discovery of features off.
 * Jersey calls it; applications do not use it.
 */
@ConstrainedTo(RuntimeType.SERVER)
public final class JerseyDiscovery implements ForcedAutoDiscoverable {

  /** For Jersey. */
  public JerseyDiscovery() {}

  @Override
  public void configure(FeatureContext context) {
    if (!context.getConfiguration().isRegistered(DiscoveredFeature.class)) {
      context.register(DiscoveredFeature.class);
    }
  }
}
