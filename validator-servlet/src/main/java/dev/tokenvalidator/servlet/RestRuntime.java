package dev.tokenvalidator.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.Registration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A servlet or filter that runs resources of Jakarta REST.
 *
 * @param kind servlet or filter
 * @param runtime the class of Jersey or RESTEasy that the registered one is, or extends
 */
record RestRuntime(Registration registration, String kind, String runtime, ServletContext context) {

  /** By name, because no runtime is a dependency; subclasses count too. */
  private static final Set<String> NAMES =
      Set.of(
          "org.glassfish.jersey.servlet.ServletContainer",
          "org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher",
          "org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher",
          "org.jboss.resteasy.plugins.server.servlet.FilterDispatcher",
          "org.jboss.resteasy.plugins.server.servlet.Filter30Dispatcher");

  /** Those that are registered in a context. */
  static List<RestRuntime> in(ServletContext context, ContextClasses classes) {
    return Stream.concat(
            among(context.getServletRegistrations().values(), Servlet.class, context, classes),
            among(context.getFilterRegistrations().values(), Filter.class, context, classes))
        .toList();
  }

  private static Stream<RestRuntime> among(
      Collection<? extends Registration> registrations,
      Class<?> type,
      ServletContext context,
      ContextClasses classes) {
    String kind = type.equals(Servlet.class) ? "servlet" : "filter";
    return registrations.stream()
        .<@Nullable RestRuntime>map(
            registration -> {
              String runtime = nameOf(classes.load(registration.getClassName(), type));
              return runtime == null ? null : new RestRuntime(registration, kind, runtime, context);
            })
        .filter(Objects::nonNull);
  }

  private static @Nullable String nameOf(@Nullable Class<?> registered) {
    for (Class<?> type = registered; type != null; type = type.getSuperclass()) {
      if (isOne(type.getName())) {
        return type.getName();
      }
    }
    return null;
  }

  /** Whether a class of this name runs resources. */
  static boolean isOne(String className) {
    return NAMES.contains(className);
  }

  boolean isResteasy() {
    return runtime.startsWith("org.jboss.resteasy.");
  }

  /** An init-param, or else the context-param of that name; null if there is neither. */
  @Nullable String param(String name) {
    String own = registration.getInitParameter(name);
    return own == null ? context.getInitParameter(name) : own;
  }

  /** Such as {@code the servlet rest}. */
  @Override
  public String toString() {
    return "the " + kind + " " + registration.getName();
  }
}
