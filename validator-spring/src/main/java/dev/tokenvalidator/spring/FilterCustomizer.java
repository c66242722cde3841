package dev.tokenvalidator.spring;

import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;

/**
 * Adds settings to the filter: routes in code, the source of a request. Beans of this type are
 * called in their order ({@code @Order}), after the properties; so routes of properties come first.
 * They also run for the filter of a management port, whose context path is another one: give a
 * protected resource its path there ({@code withPath}).
 */
@FunctionalInterface
public interface FilterCustomizer {

  /** Changes the settings. */
  void customize(BearerTokenFilterBuilder filter);
}
