package dev.tokenvalidator.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of a registered filter's class and of all types that it extends and implements. */
final class FilterTypes {

  private static final String SPRING_PROXY = "org.springframework.web.filter.DelegatingFilterProxy";

  /** The context attribute in which Spring keeps the beans of an application. */
  private static final String SPRING_BEANS =
      "org.springframework.web.context.WebApplicationContext.ROOT";

  private FilterTypes() {}

  /** The name of the class comes first. A proxy of Spring's counts as the bean it stands for. */
  static List<String> of(ServletContext context, FilterRegistration registration) {
    String className = registration.getClassName();
    if (className == null) {
      return List.of("");
    }
    Class<?> type = new ContextClasses(context).load(className, Filter.class);
    if (type == null) {
      return List.of(className);
    }
    List<String> types = namesOf(type);
    Class<?> bean = types.contains(SPRING_PROXY) ? beanOf(context, registration) : null;
    return bean == null ? types : namesOf(bean);
  }

  private static List<String> namesOf(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      names.add(each.getName());
      addInterfaces(each, names);
    }
    return names;
  }

  private static void addInterfaces(Class<?> type, List<String> names) {
    for (Class<?> implemented : type.getInterfaces()) {
      names.add(implemented.getName());
      addInterfaces(implemented, names);
    }
  }

  /** Asks only for the bean's type: the bean may not exist yet. */
  private static @Nullable Class<?> beanOf(ServletContext context, FilterRegistration proxy) {
    String named = proxy.getInitParameter("targetBeanName");
    String attribute = proxy.getInitParameter("contextAttribute");
    Object beans = context.getAttribute(attribute == null ? SPRING_BEANS : attribute);
    if (beans == null) {
      return null;
    }
    try {
      Object type =
          beans
              .getClass()
              .getMethod("getType", String.class, boolean.class)
              .invoke(beans, named == null ? proxy.getName() : named, false);
      return type instanceof Class<?> known ? known : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // No such bean, or an unknown release of Spring.
      return null;
    }
  }
}
