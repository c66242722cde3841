package dev.tokenvalidator.rest;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;

/**
 * Stops the start of Quarkus if the endpoints are not protected. Loaded only by CDI.
 *
 * <p>{@code @Singleton} makes a bean in Quarkus, but not by itself elsewhere.
 */
@Singleton
final class QuarkusStart {

  /**
   * Quarkus calls it behind the features, and before it listens.
   *
   * @throws InvalidSettingException if a feature was not called
   */
  void check(@Observes Startup starting) {
    if (Hosts.IS_QUARKUS) {
      ActiveFeatures.check();
    }
  }
}
