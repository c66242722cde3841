package dev.tokenvalidator.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EventListener;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The filter mappings of one Jetty context in their order, which the Servlet API does not show.
 *
 * <p>Reflection is needed: most applications run without Jetty, its package names hold the version
 * of Jakarta EE, and it hides its classes from a WAR. Every called method is public.
 */
final class JettyFilters {

  /** Jetty's {@code ServletContextHandler}. */
  private final Object owner;

  private final Class<?> ownerType;

  /** Jetty's {@code ServletHandler}. */
  private final Object handler;

  private final Class<?> handlerType;

  private JettyFilters(Object owner, Class<?> ownerType) throws ReflectiveOperationException {
    this.owner = owner;
    this.ownerType = ownerType;
    Method getter = ownerType.getMethod("getServletHandler");
    this.handler = getter.invoke(owner);
    this.handlerType = getter.getReturnType();
  }

  /**
   * Finds the mappings of a context. The application's view of it is an inner class of Jetty's own
   * context.
   *
   * @return null if the context is not Jetty's own object
   * @throws ReflectiveOperationException if this release of Jetty lacks the methods called here
   */
  static @Nullable JettyFilters of(ServletContext context) throws ReflectiveOperationException {
    for (Class<?> type = context.getClass(); type != null; type = type.getSuperclass()) {
      Class<?> outer = type.getEnclosingClass();
      if (outer != null && outer.getSimpleName().equals("ServletContextHandler")) {
        Method find = outer.getMethod("getServletContextHandler", ServletContext.class);
        return new JettyFilters(find.invoke(null, context), outer);
      }
    }
    return null;
  }

  /** The mappings for the dispatcher type {@code REQUEST}. */
  List<FilterMapping> onRequest() throws ReflectiveOperationException {
    List<FilterMapping> found = new ArrayList<>();
    for (Mapping each : mappings()) {
      Object mapping = each.mapping();
      Method appliesTo = mapping.getClass().getMethod("appliesTo", DispatcherType.class);
      if ((boolean) appliesTo.invoke(mapping, DispatcherType.REQUEST)) {
        found.add(
            new FilterMapping(
                each.filterName(),
                strings(mapping, "getPathSpecs"),
                strings(mapping, "getServletNames")));
      }
    }
    return found;
  }

  /** The names of Jetty's welcome files, in their order. */
  List<String> welcomeFiles() throws ReflectiveOperationException {
    String[] names = (String[]) ownerType.getMethod("getWelcomeFiles").invoke(owner);
    return names == null ? List.of() : List.of(names);
  }

  /** All mappings; the filter of the first is called first. */
  List<Mapping> mappings() throws ReflectiveOperationException {
    Object[] mappings = (Object[]) getter().invoke(handler);
    Mapping[] named = new Mapping[mappings.length];
    for (int i = 0; i < mappings.length; i++) {
      named[i] = new Mapping(String.valueOf(call(mappings[i], "getFilterName")), mappings[i]);
    }
    return Arrays.asList(named);
  }

  /** Puts the mappings into this order. */
  void arrange(List<Mapping> mappings) throws ReflectiveOperationException {
    Class<?> arrayType = getter().getReturnType();
    Object array = Array.newInstance(arrayType.getComponentType(), mappings.size());
    for (int i = 0; i < mappings.size(); i++) {
      Array.set(array, i, mappings.get(i).mapping());
    }
    handlerType.getMethod("setFilterMappings", arrayType).invoke(handler, array);
  }

  /**
   * Whether the class of a mapping's filter, or a superclass, is of a kind.
   *
   * @param className recognizes the kind by the name
   */
  boolean isOf(Mapping mapping, Predicate<String> className) throws ReflectiveOperationException {
    Object holder =
        handlerType.getMethod("getFilter", String.class).invoke(handler, mapping.filterName());
    if (holder == null) {
      return false;
    }
    // Before the filter starts, Jetty may know only its name.
    String name = (String) call(holder, "getClassName");
    boolean found = name != null && className.test(name);
    Class<?> type = (Class<?>) call(holder, "getHeldClass");
    while (!found && type != null) {
      found = className.test(type.getName());
      type = type.getSuperclass();
    }
    return found;
  }

  /**
   * Runs a task whenever Jetty adds a filter or a mapping, before it handles the next request.
   *
   * @return ends the watch
   */
  Watch watch(Runnable task) throws ReflectiveOperationException {
    return listen(handler, handlerType, "Container$Listener", "beanAdded", task);
  }

  /**
   * Runs a task when the context has started, with all filters and servlets.
   *
   * @return ends the watch
   */
  Watch watchStart(Runnable task) throws ReflectiveOperationException {
    return listen(owner, ownerType, "LifeCycle$Listener", "lifeCycleStarted", task);
  }

  private static Watch listen(
      Object target, Class<?> targetType, String listenerName, String event, Runnable task)
      throws ReflectiveOperationException {
    ClassLoader loader = targetType.getClassLoader();
    Class<?> listenerType =
        Class.forName("org.eclipse.jetty.util.component." + listenerName, false, loader);
    EventListener listener =
        (EventListener)
            Proxy.newProxyInstance(
                listenerType.getClassLoader(),
                new Class<?>[] {listenerType},
                (proxy, method, arguments) -> answer(proxy, method, arguments, event, task));
    Method remove = targetType.getMethod("removeEventListener", EventListener.class);
    targetType.getMethod("addEventListener", EventListener.class).invoke(target, listener);
    return () -> remove.invoke(target, listener);
  }

  private static @Nullable Object answer(
      Object proxy, Method method, Object @Nullable [] arguments, String event, Runnable task) {
    switch (method.getName()) {
      case "equals" -> {
        return arguments != null && proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "toString" -> {
        return JettyFilters.class.getName();
      }
      default -> {
        if (method.getName().equals(event)) {
          task.run();
        }
        return null;
      }
    }
  }

  private Method getter() throws ReflectiveOperationException {
    return handlerType.getMethod("getFilterMappings");
  }

  private static @Nullable Object call(Object target, String getter)
      throws ReflectiveOperationException {
    return target.getClass().getMethod(getter).invoke(target);
  }

  /** An array that may be missing. */
  private static List<String> strings(Object target, String getter)
      throws ReflectiveOperationException {
    String[] found = (String[]) target.getClass().getMethod(getter).invoke(target);
    return found == null ? List.of() : List.of(found);
  }

  /** A listener that Jetty holds. */
  interface Watch {
    void end() throws ReflectiveOperationException;
  }

  /**
   * One mapping of a filter.
   *
   * @param mapping Jetty's {@code FilterMapping}
   */
  record Mapping(String filterName, Object mapping) {}
}
