package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EventListener;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds classes whose annotations, such as {@link RequiresScope}, have no effect. */
final class UnreadAnnotations {

  /** The context attributes in which {@link #remember} keeps names of classes. */
  private static final String OTHERS = UnreadAnnotations.class.getName();

  private static final String SERVLETS = OTHERS + ".servlets";

  private static final List<Class<? extends EventListener>> LISTENERS =
      List.of(
          ServletContextListener.class,
          ServletContextAttributeListener.class,
          ServletRequestListener.class,
          ServletRequestAttributeListener.class,
          HttpSessionListener.class,
          HttpSessionAttributeListener.class,
          HttpSessionIdListener.class);

  private UnreadAnnotations() {}

  /** Remembers the annotated classes that the container found in the application. */
  static void remember(Set<Class<?>> annotated, ServletContext context) {
    remember(OTHERS, annotated, type -> !Servlet.class.isAssignableFrom(type), context);
    remember(
        SERVLETS,
        annotated,
        type -> Servlet.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers()),
        context);
  }

  private static void remember(
      String attribute,
      Set<Class<?>> annotated,
      Predicate<Class<?>> isMeant,
      ServletContext context) {
    List<String> names = annotated.stream().filter(isMeant).map(Class::getName).toList();
    if (!names.isEmpty()) {
      context.setAttribute(attribute, names);
    }
  }

  /**
   * Finds annotations that nothing reads.
   *
   * @return one warning for each kind of class
   * @throws InvalidSettingException if one stands on a filter, a listener or a WebSocket endpoint,
   *     where nothing can ever enforce it
   */
  static List<String> check(ServletContext context) {
    ContextClasses classes = new ContextClasses(context);
    Set<String> others = remembered(OTHERS, context);
    for (FilterRegistration registration : context.getFilterRegistrations().values()) {
      Class<?> filter = classes.load(registration.getClassName(), Filter.class);
      if (filter != null && AnnotatedAccess.isWrittenOn(filter)) {
        others.add(filter.getName());
      }
    }
    others.forEach(name -> checkIsEnforceable(name, classes));
    RestModule.check(context);
    if (RestModule.readsAnnotations(context)) {
      // It checks its resources itself, and those of others are none.
      others.removeIf(
          name -> HandlerAnnotations.JAKARTA_REST.areOn(classes.load(name, Object.class)));
    }
    SpringModule.check(context);
    if (SpringModule.readsAnnotations(context)) {
      others.removeIf(name -> HandlerAnnotations.SPRING.areOn(classes.load(name, Object.class)));
    }
    Set<String> unregistered = remembered(SERVLETS, context);
    for (ServletRegistration registration : context.getServletRegistrations().values()) {
      Class<?> type = classes.load(registration.getClassName(), Servlet.class);
      for (; type != null; type = type.getSuperclass()) {
        unregistered.remove(type.getName());
      }
    }
    List<String> warnings = new ArrayList<>();
    if (!others.isEmpty()) {
      warnings.add(
          "annotations are read on servlets only, so they have no effect on "
              + String.join(", ", others)
              + "; name the scopes in routes");
    }
    if (!unregistered.isEmpty()) {
      warnings.add(
          "the annotations on "
              + String.join(", ", unregistered)
              + " have no effect, because no servlet is registered under this class; if another"
              + " servlet calls it, name the scopes in routes");
    }
    return warnings;
  }

  private static void checkIsEnforceable(String name, ContextClasses classes) {
    Class<?> type = classes.load(name, Object.class);
    String kind = type == null ? null : kindWithoutDoor(type);
    if (kind != null) {
      throw new InvalidSettingException(
          "annotations of " + name,
          "they have no effect, because the class is " + kind + "; name the scopes in routes");
    }
  }

  private static @Nullable String kindWithoutDoor(Class<?> type) {
    if (Servlet.class.isAssignableFrom(type)) {
      return null;
    }
    if (Filter.class.isAssignableFrom(type)) {
      return "a filter";
    }
    if (LISTENERS.stream().anyMatch(listener -> listener.isAssignableFrom(type))) {
      return "a listener";
    }
    return Arrays.stream(type.getDeclaredAnnotations())
            .map(annotation -> annotation.annotationType().getName())
            .anyMatch("jakarta.websocket.server.ServerEndpoint"::equals)
        ? "a WebSocket endpoint"
        : null;
  }

  private static Set<String> remembered(String attribute, ServletContext context) {
    Set<String> names = new TreeSet<>();
    if (context.getAttribute(attribute) instanceof Collection<?> found) {
      found.forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }
}
