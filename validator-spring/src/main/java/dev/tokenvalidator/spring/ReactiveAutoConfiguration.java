package dev.tokenvalidator.spring;

import dev.tokenvalidator.InvalidSettingException;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Stops the start of a WebFlux application that relies on what only servlets have: the filter, and
 * annotations on controllers.
 */
@AutoConfiguration(after = ValidatorAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public final class ReactiveAutoConfiguration {

  /** For Spring. */
  ReactiveAutoConfiguration() {}

  @Bean
  static SmartInitializingSingleton tokenValidatorWebFlux(
      ConfigurableListableBeanFactory beans, EnvironmentSettings settings) {
    return () -> {
      if (!settings.namesOfServlets().isEmpty()) {
        throw new InvalidSettingException(
            settings.namesOfServlets().get(0),
            "has no effect, because this is a WebFlux application, which has no servlet filters;"
                + " use Spring MVC, or call the AccessTokenValidator in a WebFilter");
      }
      new AnnotatedBeans(beans, List.of()).check(false);
    };
  }
}
