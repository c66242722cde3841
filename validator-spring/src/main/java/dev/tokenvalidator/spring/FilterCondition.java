package dev.tokenvalidator.spring;

import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the filter is registered. Where Spring Security stands in front of the controllers it is
 * not, unless the property {@code token-validator.filter} asks for it.
 */
final class FilterCondition extends SpringBootCondition implements ConfigurationCondition {

  /** The bean of Spring Security's filter chain. What counts is the bean, not the class. */
  private static final String SECURITY = "springSecurityFilterChain";

  private static final String PROPERTY = SettingName.asProperty(FilterProperty.FILTER);

  @Override
  public ConfigurationPhase getConfigurationPhase() {
    return ConfigurationPhase.REGISTER_BEAN;
  }

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    String asked = context.getEnvironment().getProperty(PROPERTY);
    if (asked != null) {
      return new ConditionOutcome(NamedValue.of(PROPERTY, asked).flag(), PROPERTY + " is " + asked);
    }
    BeanFactory beans = context.getBeanFactory();
    boolean hasSecurity = beans != null && beans.containsBean(SECURITY);
    return new ConditionOutcome(
        !hasSecurity,
        hasSecurity ? "Spring Security stands in front" : "Spring Security is not there");
  }
}
