package dev.tokenvalidator.spring;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;

/**
 * What handles a request: a method of a controller, or an object. Proxies are looked through.
 *
 * @param type the class that the annotations stand on
 * @param method null for an object
 */
record Handler(Class<?> type, @Nullable Method method) {

  /** More exact than the root of Spring's packages, below which its samples are, too. */
  private static final List<String> LIBRARIES =
      List.of(
          "org.springframework.boot.",
          "org.springframework.data.rest.",
          "org.springframework.hateoas.",
          "org.springframework.security.",
          "org.springframework.web.",
          "org.springdoc.");

  /** The handler of a request. */
  static Handler of(Object handler) {
    return handler instanceof HandlerMethod method
        ? new Handler(typeOf(method.getBean()), method.getMethod())
        : new Handler(typeOf(handler), null);
  }

  /** A handler of an application that starts: it may be the name of a bean. */
  static Handler of(Object handler, ConfigurableListableBeanFactory beans) {
    if (handler instanceof HandlerMethod method) {
      return new Handler(typeOf(method.getBean(), beans), method.getMethod());
    }
    return new Handler(typeOf(handler, beans), null);
  }

  private static Class<?> typeOf(Object bean, ConfigurableListableBeanFactory beans) {
    if (!(bean instanceof String name)) {
      return typeOf(bean);
    }
    if (beans.containsSingleton(name)) {
      return typeOf(beans.getBean(name));
    }
    Class<?> target = AutoProxyUtils.determineTargetClass(beans, name);
    return target == null ? Object.class : ClassUtils.getUserClass(target);
  }

  private static Class<?> typeOf(Object bean) {
    return ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
  }

  /**
   * What the annotations ask for; null if there are none.
   *
   * @throws InvalidSettingException if they are malformed or contradict each other, or cannot be
   *     seen, because the class stands behind a proxy that does not show it
   */
  @Nullable AnnotatedAccess access() {
    if (method != null && Proxy.isProxyClass(type)) {
      throw new InvalidSettingException(
          "annotations of " + this,
          "the controller is a proxy that hides its class, so annotations there would have no"
              + " effect; register the class, or a proxy that Spring makes");
    }
    if (!AnnotatedAccess.isWrittenOn(type)) {
      return null;
    }
    Method handling = method;
    return (handling == null ? AnnotatedAccess.of(type) : AnnotatedAccess.of(type, handling))
        .orElse(null);
  }

  /** Whether the application has written it; it cannot annotate others. */
  boolean isOfApplication() {
    return LIBRARIES.stream().noneMatch(type.getName()::startsWith);
  }

  /** The handler as the log names it. */
  @Override
  public String toString() {
    return method == null ? type.getName() : type.getName() + "." + method.getName();
  }
}
