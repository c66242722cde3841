package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Makes the token filter of an application and that of its management port. */
final class FilterRegistrations {

  /** Behind the filter for observation, whose order is one above the lowest number. */
  static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 40;

  private static final String CONTEXT_PATH = "server.servlet.context-path";
  private static final String HIDDEN_METHODS = "spring.mvc.hiddenmethod.filter.enabled";

  /** Behind Spring's filter that takes the method from a form, whose order is -10000. */
  private static final int BEHIND_HIDDEN_METHODS = -9999;

  private FilterRegistrations() {}

  /** The place of the token filter of the application. */
  static int order(Environment environment) {
    return environment.getProperty(HIDDEN_METHODS, Boolean.class, false)
        ? BEHIND_HIDDEN_METHODS
        : ORDER;
  }

  /**
   * The token filter of the application.
   *
   * @throws InvalidSettingException if a setting is malformed, or neither a property nor code gives
   *     a route
   */
  static FilterRegistrationBean<BearerTokenFilter> filter(
      AccessTokenValidator validator,
      EnvironmentSettings settings,
      ObjectProvider<FilterCustomizer> customizers,
      int order) {
    return filter(validator, settings, customizers, order, resource -> resource);
  }

  /**
   * The same filter for the management port. What a protected resource has below the context path
   * of the application, it has below that of the port: the routes are the same.
   *
   * @throws InvalidSettingException as for the application
   */
  static FilterRegistrationBean<BearerTokenFilter> managementFilter(
      AccessTokenValidator validator,
      EnvironmentSettings settings,
      ObjectProvider<FilterCustomizer> customizers,
      Environment environment) {
    String contextPath = environment.getProperty(CONTEXT_PATH, "").replaceFirst("/$", "");
    return filter(
        validator, settings, customizers, ORDER, resource -> withPathBelow(contextPath, resource));
  }

  /** The same with its path below a context path; unchanged if it lies elsewhere. */
  private static ProtectedResource withPathBelow(String contextPath, ProtectedResource resource) {
    String path = resource.path();
    if (resource.hasOwnPath()) {
      return resource;
    }
    if (contextPath.isEmpty() || path.startsWith(contextPath + "/")) {
      String below = path.substring(contextPath.length());
      return resource.withPath(below.isEmpty() ? "/" : below);
    }
    return (contextPath + "/").startsWith(path + "/") || path.equals("/")
        ? resource.withPath("/")
        : resource;
  }

  private static FilterRegistrationBean<BearerTokenFilter> filter(
      AccessTokenValidator validator,
      EnvironmentSettings settings,
      ObjectProvider<FilterCustomizer> customizers,
      int order,
      UnaryOperator<ProtectedResource> placed) {
    // Spring Boot has read the environment.
    BearerTokenFilterBuilder filter =
        BearerTokenFilter.builder().validator(validator).environment(false);
    settings.applyTo(filter);
    settings.protectedResources(validator).stream().map(placed).forEach(filter::protectedResource);
    List<FilterCustomizer> inCode = customizers.orderedStream().toList();
    if (inCode.isEmpty() && settings.find(FilterProperty.ROUTES).isEmpty()) {
      throw new InvalidSettingException(
          "token-validator.routes",
          "is missing, so every request would be refused; \"* /* authenticated\" lets valid tokens"
              + " in, and annotations on handlers ask for scopes");
    }
    inCode.forEach(customizer -> customizer.customize(filter));
    FilterRegistrationBean<BearerTokenFilter> registration =
        new FilterRegistrationBean<>(filter.build());
    registration.setOrder(order);
    // All of them: a setting may ask to check forwards and includes, which pass by default.
    registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    return registration;
  }
}
