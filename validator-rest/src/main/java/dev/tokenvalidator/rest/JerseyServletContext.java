package dev.tokenvalidator.rest;

import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.FeatureContext;
import org.glassfish.jersey.InjectionManagerProvider;
import org.jspecify.annotations.Nullable;

/** Finds the servlet context on Jersey. Loaded only there, beside the Servlet API. */
final class JerseyServletContext {

  private JerseyServletContext() {}

  /** An attribute of the servlet context; null without one. */
  static @Nullable Object attribute(FeatureContext context, String name) {
    ServletContext found =
        InjectionManagerProvider.getInjectionManager(context).getInstance(ServletContext.class);
    return found == null ? null : found.getAttribute(name);
  }
}
