package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Protects the actuator's own port ({@code management.server.port}) with the routes of the
 * application. That port has a servlet context of its own, which none of the application's filters
 * sees. An application that registers a filter of its own does so there as well.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class ManagementPortConfiguration {

  /** For Spring. */
  ManagementPortConfiguration() {}

  /** Where the filter of the application is the one that its properties describe. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(name = "tokenValidatorFilter")
  static class WithFilter {

    @Bean
    FilterRegistrationBean<BearerTokenFilter> managementBearerTokenFilter(
        AccessTokenValidator validator,
        EnvironmentSettings settings,
        ObjectProvider<FilterCustomizer> customizers,
        Environment environment) {
      return FilterRegistrations.managementFilter(validator, settings, customizers, environment);
    }
  }

  /** Preflights of the endpoints. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HandlerMapping.class, CorsFilter.class})
  @ConditionalOnBean(name = "tokenValidatorFilter")
  static class WithCors {

    @Bean
    FilterRegistrationBean<ControllersCorsFilter> managementControllersCors(
        ListableBeanFactory beans) {
      return ControllersCorsFilter.registration(beans, FilterRegistrations.ORDER - 1);
    }
  }

  /**
   * Where the application registers the filter itself, it does so here as well.
   *
   * @throws InvalidSettingException if it does not
   */
  @Bean
  @ConditionalOnBean(
      value = BearerTokenFilter.class,
      parameterizedContainer = FilterRegistrationBean.class)
  static ServletContextInitializer managementFilterCheck(ListableBeanFactory beans) {
    return context -> {
      boolean isOurs = beans.containsBean("tokenValidatorFilter");
      boolean isHere =
          Stream.of(beans.getBeanNamesForType(FilterRegistrationBean.class))
                  .anyMatch(
                      name ->
                          beans.getBean(name, FilterRegistrationBean.class).getFilter()
                              instanceof BearerTokenFilter)
              || beans.getBeanNamesForType(BearerTokenFilter.class).length > 0;
      if (!isOurs && !isHere) {
        throw new InvalidSettingException(
            "management.server.port",
            "starts a context of its own, which the application's BearerTokenFilter does not"
                + " protect; register one there in a ManagementContextConfiguration, or use the"
                + " properties of validator-spring");
      }
    };
  }

  /** The interceptor of the application stands in front of the actuator's handlers as well. */
  @Bean
  @ConditionalOnBean(Controllers.class)
  static ServletContextInitializer managementControllersMark() {
    return context -> context.setAttribute(Controllers.class.getName(), true);
  }

  /** Spring Boot puts Spring Security's chain into this context as well. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.security.oauth2.jwt.JwtException")
  static class InFrontOfSecurity {

    @Bean
    @ConditionalOnBean(ValidatingJwtDecoder.class)
    FilterRegistrationBean<UnavailableFilter> managementUnavailable(EnvironmentSettings settings) {
      return UnavailableFilter.registration(settings, UnavailableFilter.ORDER);
    }
  }
}
