package dev.tokenvalidator.testing;

import dev.tokenvalidator.AccessTokenValidatorBuilder;
import dev.tokenvalidator.spring.ValidatorCustomizer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.ClassUtils;

/**
 * Gives a Spring context the keys of the test. All of them are equal, so that Spring's cache of
 * contexts has one context for tests that are alike.
 */
record TestKeysCustomizer() implements ContextCustomizer {

  private static final @Nullable Class<?> DECODER = decoder();

  private static @Nullable Class<?> decoder() {
    String name = "org.springframework.security.oauth2.jwt.JwtDecoder";
    ClassLoader loader = TestKeysCustomizer.class.getClassLoader();
    return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
  }

  /**
   * Waits for the point where every property source is there ({@code @DynamicPropertySource},
   * {@code @PropertySource} on a configuration) and no bean has read them.
   */
  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    context.addBeanFactoryPostProcessor(
        beans -> {
          if (!judgesTokens(beans)) {
            return;
          }
          String[] customizers = beans.getBeanNamesForType(ValidatorCustomizer.class, true, false);
          TestProperties.addTo(context.getEnvironment(), customizers.length > 0)
              .ifPresent(
                  jwkSet -> beans.registerSingleton("testKeysInCode", new KeysInCode(jwkSet)));
        });
  }

  /**
   * Whether the application has our validator, and uses it: an application with a validator or a
   * decoder of its own keeps its keys.
   */
  private static boolean judgesTokens(ConfigurableListableBeanFactory beans) {
    boolean hasOwnDecoder =
        DECODER != null
            && beans.getBeanNamesForType(DECODER, true, false).length > 0
            && !beans.containsBean("tokenValidatorJwtDecoder");
    return !beans.containsBean("tokenValidatorOfApplication")
        && (!hasOwnDecoder || beans.containsBean("tokenValidatorFilter"));
  }

  /** Comes after the customizers of the application. */
  private record KeysInCode(String jwkSet) implements ValidatorCustomizer, Ordered {

    @Override
    public void customize(AccessTokenValidatorBuilder validator) {
      validator.jwkSet(jwkSet);
    }

    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE;
    }
  }
}
