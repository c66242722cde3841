package dev.tokenvalidator.spring;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The beans whose classes are annotated. An annotation has an effect on what handles requests of
 * Spring MVC, on servlets behind the filter, and on resources of Jakarta REST; anywhere else it
 * stops the start.
 */
final class AnnotatedBeans {

  /** Methods with these are called from outside, but not by Spring MVC. */
  private static final Set<String> OTHER_CALLS =
      Set.of(
          "org.springframework.graphql.data.method.annotation.SchemaMapping",
          "org.springframework.graphql.data.method.annotation.BatchMapping",
          "org.springframework.messaging.handler.annotation.MessageMapping",
          "org.springframework.messaging.simp.annotation.SubscribeMapping",
          "org.springframework.messaging.rsocket.annotation.ConnectMapping",
          "org.springframework.messaging.rsocket.service.RSocketExchange",
          "org.springframework.integration.annotation.ServiceActivator",
          "org.springframework.jms.annotation.JmsListener",
          "org.springframework.kafka.annotation.KafkaListener",
          "org.springframework.kafka.annotation.KafkaHandler",
          "org.springframework.amqp.rabbit.annotation.RabbitListener",
          "org.springframework.amqp.rabbit.annotation.RabbitHandler",
          "org.springframework.pulsar.annotation.PulsarListener",
          "io.awspring.cloud.sqs.annotation.SqsListener",
          "org.springframework.ws.server.endpoint.annotation.PayloadRoot");

  /** An interface with these describes a client; requests to this application never reach it. */
  private static final Set<String> CLIENTS =
      Set.of(
          "org.springframework.web.service.annotation.HttpExchange",
          "org.springframework.cloud.openfeign.FeignClient");

  private static final String SERVLET = "jakarta.servlet.Servlet";

  private final ConfigurableListableBeanFactory beans;
  private final List<Handler> handlers;

  /**
   * Of an application and its parents.
   *
   * @param handlers that Spring MVC calls; none in an application without it
   */
  AnnotatedBeans(ConfigurableListableBeanFactory beans, List<Handler> handlers) {
    this.beans = beans;
    this.handlers = handlers;
  }

  /**
   * Checks that something enforces the annotations.
   *
   * @param hasFilter whether our filter is there, which reads those of servlets
   * @throws InvalidSettingException naming the class, the method and the fix
   */
  void check(boolean hasFilter) {
    types().forEach(type -> check(type, hasFilter));
  }

  /** Whether there is one that handles requests. */
  boolean anyHandlesRequests() {
    return types().stream()
        .anyMatch(type -> handlers.stream().anyMatch(handler -> handler.type().equals(type)));
  }

  private Set<Class<?>> types() {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (BeanFactory next = beans; next instanceof ConfigurableListableBeanFactory factory; ) {
      types(factory).forEach(types::add);
      next = factory.getParentBeanFactory();
    }
    return types;
  }

  /** The annotated classes of all beans, those that are created later included. */
  private static Stream<Class<?>> types(ConfigurableListableBeanFactory beans) {
    Set<String> names = new TreeSet<>(List.of(beans.getBeanDefinitionNames()));
    names.addAll(List.of(beans.getSingletonNames()));
    return names.stream()
        .flatMap(name -> Stream.<@Nullable Class<?>>of(typeOf(name, beans), productOf(name, beans)))
        .filter(Objects::nonNull)
        .<Class<?>>map(ClassUtils::getUserClass)
        .distinct()
        .filter(AnnotatedAccess::isWrittenOn);
  }

  private static @Nullable Class<?> typeOf(String name, ConfigurableListableBeanFactory beans) {
    Object singleton = beans.getSingleton(name);
    Class<?> seen = singleton == null ? null : AopProxyUtils.ultimateTargetClass(singleton);
    return seen == null || Proxy.isProxyClass(seen)
        ? AutoProxyUtils.determineTargetClass(beans, name)
        : seen;
  }

  /** What a factory makes: a repository, a client; null if the bean is no factory. */
  private static @Nullable Class<?> productOf(String name, ConfigurableListableBeanFactory beans) {
    return beans.getSingleton(name) instanceof FactoryBean<?> ? beans.getType(name, false) : null;
  }

  private void check(Class<?> type, boolean hasFilter) {
    boolean isServlet = isServlet(type);
    if ((isServlet && hasFilter) || isResource(type) || isClient(type)) {
      return;
    }
    List<Handler> handling =
        handlers.stream().filter(handler -> handler.type().equals(type)).toList();
    if (handling.isEmpty()) {
      throw new InvalidSettingException(
          "annotations of " + nameOf(type),
          isServlet
              ? "they have no effect, because the filter is off; set token-validator.filter=true"
              : "they have no effect, because Spring MVC calls no method of this bean for a"
                  + " request; put them on the controller, or name the scopes in"
                  + " token-validator.routes");
    }
    if (handling.stream().allMatch(handler -> handler.method() == null)) {
      AnnotatedAccess.checkMethods(
          type,
          method ->
              "it has no effect, because Spring MVC calls the object as a whole; put it on the"
                  + " class");
      checkOtherCalls(type);
      return;
    }
    List<Method> called =
        handling.stream()
            .<@Nullable Method>map(Handler::method)
            .<Method>mapMulti(
                (method, next) -> {
                  if (method != null) {
                    next.accept(specific(method, type));
                  }
                })
            .toList();
    AnnotatedAccess.checkMethods(
        type,
        method ->
            called.contains(specific(method, type))
                ? null
                : "it has no effect, because Spring MVC does not call this method for a request;"
                    + " put it on a method with @GetMapping or the like, or on the class");
    checkOtherCalls(type);
  }

  /** What the class asks for is lost where another than Spring MVC calls one of its methods. */
  private static void checkOtherCalls(Class<?> type) {
    if (AnnotatedAccess.of(type).isEmpty()) {
      return;
    }
    for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
      String other = Modifier.isStatic(method.getModifiers()) ? null : otherCall(method);
      if (other != null) {
        throw new InvalidSettingException(
            "annotations of " + type.getName(),
            "they have no effect on "
                + method.getName()
                + ", because "
                + other
                + " lets others than Spring MVC call it; put the method into a class of its own");
      }
    }
  }

  private static boolean isServlet(Class<?> type) {
    return ClassUtils.getAllInterfacesForClassAsSet(type).stream()
        .anyMatch(found -> found.getName().equals(SERVLET));
  }

  /** Whether validator-rest reads the annotations. */
  private static boolean isResource(Class<?> type) {
    return ClassUtils.isPresent(
            "dev.tokenvalidator.rest.BearerTokenFeature", AnnotatedBeans.class.getClassLoader())
        && MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).stream()
            .anyMatch(annotation -> annotation.getType().getName().startsWith("jakarta.ws.rs."));
  }

  private static boolean isClient(Class<?> type) {
    return (type.isInterface() || Proxy.isProxyClass(type))
        && Stream.concat(
                MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).stream(),
                Stream.of(type.getMethods())
                    .flatMap(
                        method ->
                            MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).stream()))
            .anyMatch(annotation -> CLIENTS.contains(annotation.getType().getName()));
  }

  /** The interface of a proxy, whose own name says nothing. */
  private static String nameOf(Class<?> type) {
    return Proxy.isProxyClass(type)
        ? Stream.of(type.getInterfaces())
            .filter(AnnotatedAccess::isWrittenOn)
            .findFirst()
            .<Class<?>>map(found -> found)
            .orElse(type)
            .getName()
        : type.getName();
  }

  /** The method of the class that a call ends in: what overrides it, and not a bridge. */
  private static Method specific(Method method, Class<?> type) {
    return BridgeMethodResolver.findBridgedMethod(ClassUtils.getMostSpecificMethod(method, type));
  }

  private static @Nullable String otherCall(Method method) {
    return Stream.concat(
            MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).stream(),
            MergedAnnotations.from(method.getDeclaringClass(), SearchStrategy.TYPE_HIERARCHY)
                .stream())
        .map(annotation -> annotation.getType().getName())
        .filter(OTHER_CALLS::contains)
        .findFirst()
        .orElse(null);
  }
}
