package dev.tokenvalidator.boot;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The ways in which an application registers the filter. */
enum Registration {
  BEAN(AsBean.class),
  REGISTRATION_BEAN(AsRegistrationBean.class),
  INSTALL(ByInstall.class),
  FIRST(First.class);

  private final Class<?> configuration;

  Registration(Class<?> configuration) {
    this.configuration = configuration;
  }

  Class<?> configuration() {
    return configuration;
  }

  static BearerTokenFilterBuilder filter(Environment environment) {
    return BearerTokenFilter.builder()
        .logtoEndpoint(environment.getRequiredProperty("issuer.endpoint"))
        .audience(environment.getRequiredProperty("issuer.resource"))
        .route("/open", open())
        .route("DELETE", "/*", allOf("delete"))
        .route("/*", allOf("read"));
  }

  @Configuration(proxyBeanMethods = false)
  static class AsBean {

    @Bean
    BearerTokenFilter tokens(Environment environment) {
      return filter(environment).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class AsRegistrationBean {

    @Bean
    FilterRegistrationBean<BearerTokenFilter> tokens(Environment environment) {
      return new FilterRegistrationBean<>(filter(environment).build());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ByInstall {

    @Bean
    ServletContextInitializer tokens(Environment environment) {
      return context -> filter(environment).install(context);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class First {

    @Bean
    FilterRegistrationBean<BearerTokenFilter> tokens(Environment environment) {
      FilterRegistrationBean<BearerTokenFilter> tokens =
          new FilterRegistrationBean<>(filter(environment).build());
      tokens.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return tokens;
    }
  }
}
