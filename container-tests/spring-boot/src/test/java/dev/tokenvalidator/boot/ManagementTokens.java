package dev.tokenvalidator.boot;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** A filter for the actuator's own port, as the documentation shows it. */
@ConditionalOnProperty("management.tokens")
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementTokens {

  @Bean
  FilterRegistrationBean<BearerTokenFilter> managementTokens() {
    return new FilterRegistrationBean<>(
        BearerTokenFilter.builder()
            .logtoEndpoint("https://your.logto.endpoint")
            .audience("https://shopping.api")
            .route("/actuator/*", allOf("operate"))
            .build());
  }
}
