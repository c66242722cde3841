package dev.tokenvalidator.rest;

import jakarta.servlet.ServletContext;
import org.jboss.resteasy.core.ResteasyContext;
import org.jspecify.annotations.Nullable;

/** Finds the servlet context on RESTEasy. Loaded only there, beside the Servlet API. */
final class ResteasyServletContext {

  private ResteasyServletContext() {}

  /** An attribute of the servlet context; null without one. */
  static @Nullable Object attribute(String name) {
    ServletContext found = ResteasyContext.getContextData(ServletContext.class);
    return found == null ? null : found.getAttribute(name);
  }
}
