package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.lang.System.Logger.Level;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Puts the filter in front of everything that serves or rereads a request, and behind what only
 * wraps it: the filters for the encoding, forwarded headers and observation.
 */
@AutoConfiguration(
    after = ValidatorAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"
    })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class BearerTokenFilterAutoConfiguration {

  /** For Spring. */
  BearerTokenFilterAutoConfiguration() {}

  /** The filter. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(FilterCondition.class)
  static class WithFilter {

    /**
     * Stops the start where settings would be ignored. Stands before the bean that it looks for.
     */
    @Bean
    @ConditionalOnBean(
        value = BearerTokenFilter.class,
        parameterizedContainer = FilterRegistrationBean.class)
    InitializingBean tokenValidatorFilterOfApplication(
        EnvironmentSettings settings, ObjectProvider<FilterCustomizer> customizers) {
      return () ->
          checkUnused(
              settings,
              customizers,
              "has no effect beside the application's own BearerTokenFilter; set it there, or remove"
                  + " that bean");
    }

    /**
     * Registers the filter.
     *
     * @throws InvalidSettingException if a setting is malformed, or neither a property nor code
     *     gives a route
     */
    @Bean
    @ConditionalOnMissingBean(
        value = BearerTokenFilter.class,
        parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<BearerTokenFilter> tokenValidatorFilter(
        AccessTokenValidator validator,
        EnvironmentSettings settings,
        ObjectProvider<FilterCustomizer> customizers,
        Environment environment) {
      return FilterRegistrations.filter(
          validator, settings, customizers, FilterRegistrations.order(environment));
    }
  }

  /** Spring Security, or another filter, stands in front instead. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(WithoutFilterCondition.class)
  static class WithoutFilter {

    /**
     * Stops the start where settings of the filter would be ignored.
     *
     * @throws InvalidSettingException naming the setting
     */
    @Bean
    InitializingBean tokenValidatorWithoutFilter(
        EnvironmentSettings settings, ObjectProvider<FilterCustomizer> customizers) {
      return () ->
          checkUnused(
              settings,
              customizers,
              "has no effect, because the filter is off: Spring Security stands in front, or"
                  + " token-validator.filter is false; set token-validator.filter=true to have both,"
                  + " or remove the setting");
    }
  }

  private static void checkUnused(
      EnvironmentSettings settings, ObjectProvider<FilterCustomizer> customizers, String problem) {
    if (!settings.namesOfFilter().isEmpty()) {
      throw new InvalidSettingException(settings.namesOfFilter().get(0), problem);
    }
    if (customizers.stream().findAny().isPresent()) {
      throw new InvalidSettingException("FilterCustomizer", problem);
    }
  }

  /** Beside Spring MVC: CORS comes first, because a preflight carries no token. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(FilterCondition.class)
  @ConditionalOnClass({HandlerMapping.class, CorsFilter.class})
  static class WithCors {

    @Bean
    FilterRegistrationBean<ControllersCorsFilter> tokenValidatorControllersCors(
        ListableBeanFactory beans, Environment environment) {
      return ControllersCorsFilter.registration(beans, FilterRegistrations.order(environment) - 1);
    }

    /**
     * Moves the application's CORS filter in front: as a plain bean it would stand last, and its
     * preflights would be refused.
     */
    @Bean
    @ConditionalOnSingleCandidate(CorsFilter.class)
    @ConditionalOnMissingBean(
        value = CorsFilter.class,
        parameterizedContainer = FilterRegistrationBean.class,
        ignored = CorsFilter.class)
    FilterRegistrationBean<CorsFilter> tokenValidatorCors(
        CorsFilter filter, Environment environment) {
      FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(filter);
      registration.setOrder(FilterRegistrations.order(environment) - 2);
      return registration;
    }

    /** One that the application registers stays where it is, and the log says what that means. */
    @Bean
    InitializingBean tokenValidatorCorsPlace(
        ObjectProvider<FilterRegistrationBean<CorsFilter>> filters, Environment environment) {
      return () ->
          filters.stream()
              .filter(cors -> cors.getOrder() > FilterRegistrations.order(environment))
              .forEach(
                  cors ->
                      SpringLog.log(
                          Level.WARNING,
                          "the CorsFilter of order "
                              + cors.getOrder()
                              + " stands behind the BearerTokenFilter, which refuses preflights,"
                              + " because they carry no token; give it the order"
                              + " Ordered.HIGHEST_PRECEDENCE"));
    }
  }

  /** The opposite of the other condition. */
  static final class WithoutFilterCondition extends NoneNestedConditions {

    WithoutFilterCondition() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @Conditional(FilterCondition.class)
    static class HasFilter {}
  }
}
