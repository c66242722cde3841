package dev.tokenvalidator.testing.secured;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.testing.ProductsContract;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The same answers, given by Spring Security and the annotations. */
abstract class SecuredContract extends ProductsContract {

  /** Leaves out the properties of the other application, which has the filter. */
  static final String WITHOUT_ROUTES = "spring.config.name=secured";

  @Autowired private ApplicationContext context;

  @Test
  void hasSpringSecurityInsteadOfTheFilter() {
    assertThat(context.containsBean("springSecurityFilterChain")).isTrue();
    assertThat(context.containsBean("tokenValidatorJwtDecoder")).isTrue();
    assertThat(context.containsBean("bearerTokenFilter")).isFalse();
  }
}
