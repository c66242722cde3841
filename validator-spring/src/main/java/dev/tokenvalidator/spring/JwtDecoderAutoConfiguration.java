package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.util.ClassUtils;

/**
 * Our validator inside Spring Security's resource server, unless the application has a {@link
 * JwtDecoder} of its own.
 */
@AutoConfiguration(
    after = ValidatorAutoConfiguration.class,
    beforeName = {
      "org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration"
    })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({JwtDecoder.class, JwtAuthenticationConverter.class})
@ConditionalOnMissingBean(JwtDecoder.class)
@Conditional(JwtDecoderCondition.class)
public final class JwtDecoderAutoConfiguration {

  private static final String PINNED_KEYS =
      "spring.security.oauth2.resourceserver.jwt.public-key-location";

  /** They have one package in each Spring Boot. */
  private static final List<String> CUSTOMIZERS =
      List.of(
          "org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.JwkSetUriJwtDecoderBuilderCustomizer",
          "org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer");

  /** For Spring. */
  JwtDecoderAutoConfiguration() {}

  /**
   * The decoder. Checks that the application adds to Spring's own decoder count here as well.
   *
   * @throws InvalidSettingException if the application changes how Spring's own decoder gets keys,
   *     which has no effect on this one
   */
  @Bean
  static ValidatingJwtDecoder tokenValidatorJwtDecoder(
      AccessTokenValidator validator,
      EnvironmentSettings settings,
      ObjectProvider<OAuth2TokenValidator<Jwt>> checks,
      ListableBeanFactory beans,
      Environment environment) {
    if (environment.containsProperty(PINNED_KEYS)) {
      throw new InvalidSettingException(
          PINNED_KEYS,
          "is not read by validator-spring, so the keys that it pins would not count; give them as"
              + " token-validator.jwk-set, or keep Spring's decoder with"
              + " token-validator.jwt-decoder=false");
    }
    CUSTOMIZERS.forEach(customizer -> checkHasNone(customizer, beans));
    return new ValidatingJwtDecoder(
        validator, Refusals.of(settings).realm(), checks.orderedStream().toList());
  }

  private static void checkHasNone(String customizer, ListableBeanFactory beans) {
    ClassLoader loader = JwtDecoderAutoConfiguration.class.getClassLoader();
    if (ClassUtils.isPresent(customizer, loader)
        && beans.getBeanNamesForType(ClassUtils.resolveClassName(customizer, loader)).length > 0) {
      throw new InvalidSettingException(
          ClassUtils.getShortName(customizer),
          "has no effect on the decoder of validator-spring; use a ValidatorCustomizer, or keep"
              + " Spring's decoder with token-validator.jwt-decoder=false");
    }
  }

  @Bean
  static FilterRegistrationBean<UnavailableFilter> tokenValidatorUnavailable(
      EnvironmentSettings settings, Environment environment) {
    int chain = environment.getProperty("spring.security.filter.order", Integer.class, -100);
    // Subtracting one from the lowest number would give the highest.
    return UnavailableFilter.registration(
        settings, Math.min(UnavailableFilter.ORDER, Math.max(chain, -Integer.MAX_VALUE) - 1));
  }

  /** Makes authorities of our scopes, whatever claim they come from. */
  @Bean
  @ConditionalOnMissingBean
  @Conditional(DefaultAuthoritiesCondition.class)
  static JwtAuthenticationConverter tokenValidatorAuthorities() {
    JwtGrantedAuthoritiesConverter others = new JwtGrantedAuthoritiesConverter();
    JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(
        jwt -> {
          Collection<GrantedAuthority> ours = authorities(jwt);
          return ours == null ? others.convert(jwt) : ours;
        });
    return converter;
  }

  private static @Nullable Collection<GrantedAuthority> authorities(Jwt jwt) {
    AccessTokenPrincipal caller = jwt instanceof ValidatedJwt ours ? ours.caller() : null;
    return caller == null
        ? null
        : List.copyOf(
            caller.token().scopes().stream()
                .map(scope -> new SimpleGrantedAuthority("SCOPE_" + scope))
                .toList());
  }
}
