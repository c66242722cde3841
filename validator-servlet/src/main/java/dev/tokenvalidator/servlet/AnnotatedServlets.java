package dev.tokenvalidator.servlet;

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
 * The annotations of the servlets of one context, by the name that each is registered under. Safe
 * for use by several threads.
 */
final class AnnotatedServlets {

  private final ServletContext context;
  private final ContextClasses classes;
  private final Map<String, AnnotatedServlet> byName = new ConcurrentHashMap<>();

  /**
   * Reads those of all servlets that are registered by now. One that comes later is read when the
   * first request asks for it.
   */
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
   * Those of the servlet that the container chose; null where nobody says which, as a wrapper by
   * somebody in front of us may not.
   */
  @Nullable AnnotatedServlet of(@Nullable HttpServletMapping mapping) {
    if (mapping != null && SpringMocks.isMock(mapping)) {
      return AnnotatedServlet.IN_MOCK_MVC;
    }
    String servletName = mapping == null ? null : mapping.getServletName();
    return servletName == null || servletName.isEmpty() ? null : of(servletName);
  }

  /** The name of the servlet's class, and those of its superclasses as far as it can be loaded. */
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
      // Some type that the class mentions is missing.
      if (AnnotationCheck.isWrittenOn(servlet)) {
        throw AnnotationCheck.invalid(
            servlet.getName(), "it cannot be read, because a class is missing: " + e.getMessage());
      }
      return AnnotatedServlet.UNRESOLVED;
    }
  }

  /**
   * A container may be told a class that is not the one of the instance, as by an instance factory
   * of Undertow. That shows where the class can have no instances of its own.
   */
  private static void checkIsOwnClass(String servletName, Class<?> servlet) {
    if (Modifier.isAbstract(servlet.getModifiers()) || Proxy.isProxyClass(servlet)) {
      throw new InvalidSettingException(
          "servlet " + servletName,
          "is registered as "
              + servlet.getName()
              + ", which is "
              + (Proxy.isProxyClass(servlet) ? "a proxy" : "abstract")
              + ", so its own class is not known, nor whether @RequiresScope is on it; register it"
              + " under the class itself");
    }
  }
}
