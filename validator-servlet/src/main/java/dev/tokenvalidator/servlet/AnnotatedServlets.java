package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotated servlets of one context, by the names that they are registered under. Safe for use
 * by several threads.
 */
final class AnnotatedServlets {

  private final ServletContext context;
  private final ContextClasses classes;
  private final Map<String, AnnotatedServlet> byName = new ConcurrentHashMap<>();

  /** Reads the servlets that are registered by now. A later one is read with its first request. */
  AnnotatedServlets(ServletContext context) {
    this.context = context;
    this.classes = new ContextClasses(context);
    context.getServletRegistrations().keySet().forEach(this::of);
  }

  AnnotatedServlet of(String servletName) {
    AnnotatedServlet known = byName.get(servletName);
    return known != null ? known : byName.computeIfAbsent(servletName, this::resolve);
  }

  /**
   * The servlet that the container chose; null if it is unknown, because a filter in front wraps
   * the request and hides it.
   */
  @Nullable AnnotatedServlet of(@Nullable HttpServletMapping mapping) {
    if (mapping != null && SpringMocks.isMock(mapping)) {
      return AnnotatedServlet.IN_MOCK_MVC;
    }
    String servletName = mapping == null ? null : mapping.getServletName();
    return servletName == null || servletName.isEmpty() ? null : of(servletName);
  }

  /** The name of the servlet's class and, if it can be loaded, those of its superclasses. */
  List<String> classNames(ServletRegistration registration) {
    List<String> names = new ArrayList<>();
    if (registration.getClassName() != null) {
      names.add(registration.getClassName());
    }
    for (Class<?> type = classOf(registration); type != null; type = type.getSuperclass()) {
      names.add(type.getName());
    }
    return names;
  }

  private @Nullable Class<?> classOf(@Nullable ServletRegistration registration) {
    return registration == null ? null : classes.load(registration.getClassName(), Servlet.class);
  }

  private AnnotatedServlet resolve(String servletName) {
    ServletRegistration registration = context.getServletRegistration(servletName);
    Class<?> servlet = classOf(registration);
    if (servlet == null) {
      return AnnotatedServlet.UNRESOLVED;
    }
    checkIsOwnClass(servletName, servlet);
    try {
      return AnnotatedServlet.of(servlet);
    } catch (LinkageError e) {
      // A class that this one mentions is missing.
      if (AnnotatedAccess.isWrittenOn(servlet)) {
        throw new InvalidSettingException(
            "servlet " + servletName,
            servlet.getName()
                + " is annotated, but cannot be read, because a class is missing: "
                + e.getMessage());
      }
      return AnnotatedServlet.UNRESOLVED;
    }
  }

  /**
   * A registration may name a class that is not the class of the instance, as an instance factory
   * of Undertow does. A class that has no instances of its own shows it.
   */
  private static void checkIsOwnClass(String servletName, Class<?> servlet) {
    if (Modifier.isAbstract(servlet.getModifiers()) || Proxy.isProxyClass(servlet)) {
      throw new InvalidSettingException(
          "servlet " + servletName,
          "is registered as "
              + servlet.getName()
              + ", which is "
              + (Proxy.isProxyClass(servlet) ? "a proxy" : "abstract")
              + ", so its own class and its annotations are unknown; register it under the class"
              + " itself");
    }
  }
}
