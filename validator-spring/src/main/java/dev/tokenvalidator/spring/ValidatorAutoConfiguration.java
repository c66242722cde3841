package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.InvalidSettingException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Builds the {@link AccessTokenValidator} of an application from its properties, unless it has a
 * bean of that type.
 */
@AutoConfiguration
public final class ValidatorAutoConfiguration {

  /** For Spring. */
  ValidatorAutoConfiguration() {}

  /**
   * Reads the properties.
   *
   * @throws InvalidSettingException if a property is unknown, has no value, or takes keys from
   *     elsewhere than the issuer
   */
  @Bean
  static EnvironmentSettings tokenValidatorSettings(ConfigurableEnvironment environment) {
    return EnvironmentSettings.of(environment);
  }

  /**
   * Stops the start where properties would be ignored. Stands before the bean that it looks for.
   */
  @Bean
  @ConditionalOnBean(AccessTokenValidator.class)
  static InitializingBean tokenValidatorOfApplication(EnvironmentSettings settings) {
    return () ->
        settings
            .firstOwnOfValidator()
            .ifPresent(
                name -> {
                  throw new InvalidSettingException(
                      name,
                      "has no effect beside the application's own bean of AccessTokenValidator; set"
                          + " it there, or use a ValidatorCustomizer instead of the bean");
                });
  }

  /**
   * Builds the validator.
   *
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   */
  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  static AccessTokenValidator accessTokenValidator(
      EnvironmentSettings settings, ObjectProvider<ValidatorCustomizer> customizers) {
    List<ValidatorCustomizer> inCode = customizers.orderedStream().toList();
    AccessTokenValidatorBuilder builder = AccessTokenValidator.builder();
    settings.applyTo(builder);
    inCode.forEach(customizer -> customizer.customize(builder));
    SpringLog.log(Level.INFO, settings.toString());
    AccessTokenValidator validator = builder.build();
    if (!inCode.isEmpty()
        && settings.haveKeys()
        && !validator.issuers().equals(issuers(settings))) {
      validator.close();
      throw new InvalidSettingException(
          "issuer",
          "is set by a ValidatorCustomizer, but keys are set by properties: the keys of one issuer"
              + " would vouch for tokens of another; set both in the same place");
    }
    return validator;
  }

  /** Begins to fetch the keys if a property says so, also for the application's own validator. */
  @Bean
  static SmartInitializingSingleton tokenValidatorWarmUp(
      EnvironmentSettings settings, ObjectProvider<AccessTokenValidator> validators) {
    return () -> {
      if (settings.isOn(FilterProperty.WARM_UP)) {
        validators.forEach(AccessTokenValidator::warmUp);
      }
    };
  }

  /** The issuer that the properties alone would give; null for none. */
  private static @Nullable Set<String> issuers(EnvironmentSettings settings) {
    AccessTokenValidatorBuilder builder = AccessTokenValidator.builder();
    settings.applyTo(builder);
    try (AccessTokenValidator validator = builder.build()) {
      return validator.issuers();
    } catch (InvalidSettingException e) {
      return null;
    }
  }

  /** Stops the start of an application without a web server that has annotated beans. */
  @Bean
  @ConditionalOnNotWebApplication
  static SmartInitializingSingleton tokenValidatorWithoutWeb(
      ConfigurableListableBeanFactory beans) {
    return () -> new AnnotatedBeans(beans, List.of()).check(false);
  }
}
