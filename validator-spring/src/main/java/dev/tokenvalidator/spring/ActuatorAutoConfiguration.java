package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health, and an endpoint with the audit, where the actuator is there. */
@AutoConfiguration(
    after = {BearerTokenFilterAutoConfiguration.class, ControllersAutoConfiguration.class})
@ConditionalOnClass(
    name = {
      "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
      "org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint"
    })
public final class ActuatorAutoConfiguration {

  /** For Spring. */
  ActuatorAutoConfiguration() {}

  /** The audit. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class AuditConfiguration {

    @Bean
    @ConditionalOnAvailableEndpoint(AuditEndpoint.class)
    AuditEndpoint tokenValidatorAudit(
        ObjectProvider<FilterRegistrationBean<BearerTokenFilter>> filters,
        ObjectProvider<Controllers> controllers) {
      return new AuditEndpoint(filters, controllers);
    }
  }

  /** Health in Spring Boot 3.5. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class HealthOfBoot3 {

    @Bean
    @org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator(
        "tokenvalidator")
    org.springframework.boot.actuate.health.HealthIndicator tokenValidatorHealthIndicator(
        AccessTokenValidator validator) {
      return () -> {
        KeysHealth health = KeysHealth.of(validator);
        return (health.isUp()
                ? org.springframework.boot.actuate.health.Health.up()
                : org.springframework.boot.actuate.health.Health.down())
            .withDetails(health.details())
            .build();
      };
    }
  }

  /** Health in Spring Boot 4, where it moved to another package. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class HealthOfBoot4 {

    @Bean
    @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator(
        "tokenvalidator")
    org.springframework.boot.health.contributor.HealthIndicator tokenValidatorHealthIndicator(
        AccessTokenValidator validator) {
      return () -> {
        KeysHealth health = KeysHealth.of(validator);
        return (health.isUp()
                ? org.springframework.boot.health.contributor.Health.up()
                : org.springframework.boot.health.contributor.Health.down())
            .withDetails(health.details())
            .build();
      };
    }
  }
}
