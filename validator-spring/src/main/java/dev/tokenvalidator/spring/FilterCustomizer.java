package dev.tokenvalidator.spring;

import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;

/**
 * Adds settings to the filter: routes in code, the source of a request. Beans of this type are
 * called in their order ({@code @Order}), after the properties; so routes of properties come first.
 */
@FunctionalInterface
public interface FilterCustomizer {

  /** Changes the settings. */
  void customize(BearerTokenFilterBuilder filter);
}
