package dev.tokenvalidator.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that differs from the container's in its context, or in what a test overrides.
 */
class DelegatingFilterConfig implements FilterConfig {

  private final FilterConfig config;
  private final ServletContext context;

  DelegatingFilterConfig(FilterConfig config, ServletContext context) {
    this.config = config;
    this.context = context;
  }

  @Override
  public String getFilterName() {
    return config.getFilterName();
  }

  @Override
  public ServletContext getServletContext() {
    return context;
  }

  @Override
  public @Nullable String getInitParameter(String name) {
    return config.getInitParameter(name);
  }

  @Override
  public Enumeration<String> getInitParameterNames() {
    return config.getInitParameterNames();
  }
}
