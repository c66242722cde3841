package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * Enforces the annotations on controllers of Spring MVC, and gives handlers the {@code AccessToken}
 * as an argument: behind the filter, and inside Spring Security.
 */
@AutoConfiguration(after = ValidatorAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(HandlerMapping.class)
public final class ControllersAutoConfiguration {

  /** For Spring. */
  ControllersAutoConfiguration() {}

  /** A bean of this type is found by every handler mapping, those of libraries included. */
  @Bean
  static MappedInterceptor tokenValidatorInterceptor(RequestAccess requests) {
    return new MappedInterceptor(null, new AccessInterceptor(requests));
  }

  @Bean
  static RequestAccess tokenValidatorRequests(
      AccessTokenValidator validator, EnvironmentSettings settings) {
    return new RequestAccess(validator, Refusals.of(settings));
  }

  /** Tells the filter that annotations on controllers are enforced. */
  @Bean
  static ServletContextInitializer tokenValidatorControllersMark() {
    return context -> context.setAttribute(Controllers.class.getName(), true);
  }

  @Bean
  static WebMvcConfigurer tokenValidatorArguments() {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new AccessTokenArgument());
      }
    };
  }

  @Bean
  static Controllers tokenValidatorControllers(
      ConfigurableListableBeanFactory beans,
      ObjectProvider<HandlerMapping> mappings,
      AccessTokenValidator validator,
      EnvironmentSettings settings) {
    return new Controllers(beans, mappings, validator, settings);
  }
}
