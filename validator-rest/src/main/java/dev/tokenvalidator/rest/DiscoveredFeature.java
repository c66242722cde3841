package dev.tokenvalidator.rest;

import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * Protects an application that registers nothing. Runtimes find it; applications that have settings
 * in code register a {@link BearerTokenFeature}, and this one steps aside.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public final class DiscoveredFeature implements Feature {

  /** For runtimes. */
  public DiscoveredFeature() {}

  @Override
  public boolean configure(FeatureContext context) {
    Protection.of(context);
    return true;
  }
}
