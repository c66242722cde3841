package dev.tokenvalidator.spring;

import dev.tokenvalidator.internal.settings.NamedValue;
import dev.tokenvalidator.internal.settings.SettingName;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the application lets Spring Security's tokens be validated here. */
final class JwtDecoderCondition implements Condition {

  private static final String PROPERTY = SettingName.asProperty(FilterProperty.JWT_DECODER);

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    String asked = context.getEnvironment().getProperty(PROPERTY);
    return asked == null || NamedValue.of(PROPERTY, asked).flag();
  }
}
