package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.metrics.TokenValidatorMetrics;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Meters of the validator, where Micrometer is there. Spring Boot binds them to every registry. A
 * bean of {@link TokenValidatorMetrics} takes their place, for aliases of issuers.
 */
@AutoConfiguration(after = ValidatorAutoConfiguration.class)
@ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
public final class MetricsAutoConfiguration {

  /** For Spring. */
  MetricsAutoConfiguration() {}

  /** The meters. */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnSingleCandidate(AccessTokenValidator.class)
  static TokenValidatorMetrics tokenValidatorMetrics(AccessTokenValidator validator) {
    return new TokenValidatorMetrics(validator);
  }
}
