package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidatorBuilder;

/**
 * Adds settings to the validator that properties cannot hold: a listener, claims rules, a header
 * that changes. Beans of this type are called in their order ({@code @Order}), after the
 * properties.
 */
@FunctionalInterface
public interface ValidatorCustomizer {

  /** Changes the settings. */
  void customize(AccessTokenValidatorBuilder validator);
}
