package dev.tokenvalidator.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Adds the keys of the test to every context of a Spring test, except where the test is {@link
 * WithoutTestKeys}, or validator-spring is missing. Only spring-test calls it, so it has no effect
 * in production.
 */
final class TestKeysCustomizerFactory implements ContextCustomizerFactory {

  private static final boolean HAS_VALIDATOR =
      ClassUtils.isPresent(
          "dev.tokenvalidator.spring.ValidatorCustomizer",
          TestKeysCustomizerFactory.class.getClassLoader());

  /** For Spring. */
  TestKeysCustomizerFactory() {}

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    boolean isLeftAlone =
        TestContextAnnotationUtils.hasAnnotation(testClass, WithoutTestKeys.class);
    return HAS_VALIDATOR && !isLeftAlone ? new TestKeysCustomizer() : null;
  }
}
