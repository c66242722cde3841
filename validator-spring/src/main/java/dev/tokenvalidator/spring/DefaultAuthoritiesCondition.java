package dev.tokenvalidator.spring;

import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether no property says how Spring Boot makes authorities of claims. */
final class DefaultAuthoritiesCondition implements Condition {

  private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt.";

  private static final List<String> PROPERTIES =
      List.of(
          "authority-prefix",
          "principal-claim-name",
          "authorities-claim-name",
          "authorities-claim-delimiter",
          "authorities-claim-expressions");

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    Binder properties = Binder.get(context.getEnvironment());
    return PROPERTIES.stream()
        .noneMatch(name -> properties.bind(PREFIX + name, Bindable.listOf(String.class)).isBound());
  }
}
