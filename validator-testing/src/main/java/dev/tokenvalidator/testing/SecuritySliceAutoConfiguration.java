package dev.tokenvalidator.testing;

import dev.tokenvalidator.spring.JwtDecoderAutoConfiguration;
import dev.tokenvalidator.spring.ValidatorAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;

/**
 * Our decoder for Spring Security in slices of Spring Boot 4, where Spring Security is in a slice
 * only with {@code spring-boot-security-test}. A decoder without it would stop the start.
 */
@AutoConfiguration(
    after = ValidatorAutoConfiguration.class,
    beforeName = {
      "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration"
    })
@ConditionalOnClass(
    name =
        "org.springframework.boot.security.test.autoconfigure.webmvc.SecurityMockMvcAutoConfiguration")
@Import(JwtDecoderAutoConfiguration.class)
public class SecuritySliceAutoConfiguration {

  /** For Spring. */
  SecuritySliceAutoConfiguration() {}
}
