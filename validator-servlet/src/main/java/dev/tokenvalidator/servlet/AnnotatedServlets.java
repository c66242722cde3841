package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotations of the servlets of one context, by the name that each is registered under. Safe
 * for use by several threads.
 */
final class AnnotatedServlets {

  private final ServletContext context;
  private final Map<String, ServletScopes> byName = new ConcurrentHashMap<>();

  /**
   * Reads those of all servlets that are registered by now. One that comes later is read when the
   * first request asks for it.
   */
  AnnotatedServlets(ServletContext context) {
    this.context = context;
    context.getServletRegistrations().keySet().forEach(this::of);
  }

  ServletScopes of(String servletName) {
    ServletScopes known = byName.get(servletName);
    return known != null ? known : byName.computeIfAbsent(servletName, this::resolve);
  }

  /**
   * Those of the servlet that the container chose; null where nobody says which, as a wrapper by
   * somebody in front of us may not.
   */
  @Nullable ServletScopes of(@Nullable HttpServletMapping mapping) {
    if (mapping != null && SpringMocks.isMock(mapping)) {
      return ServletScopes.IN_MOCK_MVC;
    }
    String servletName = mapping == null ? null : mapping.getServletName();
    return servletName == null || servletName.isEmpty() ? null : of(servletName);
  }

  private ServletScopes resolve(String servletName) {
    ServletRegistration registration = context.getServletRegistration(servletName);
    String className = registration == null ? null : registration.getClassName();
    Class<?> servlet = className == null ? null : load(className);
    if (servlet == null) {
      return ServletScopes.UNRESOLVED;
    }
    checkIsOwnClass(servletName, servlet);
    try {
      return ServletScopes.of(servlet);
    } catch (LinkageError e) {
      // Some type that the class mentions is missing.
      if (AnnotationCheck.isWrittenInClassFile(servlet)) {
        throw AnnotationCheck.invalid(
            servlet.getName(), "it cannot be read, because a class is missing: " + e.getMessage());
      }
      return ServletScopes.UNRESOLVED;
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

  private @Nullable Class<?> load(String className) {
    for (ClassLoader loader :
        Arrays.asList(
            contextLoader(),
            Thread.currentThread().getContextClassLoader(),
            AnnotatedServlets.class.getClassLoader())) {
      Class<?> servlet = loader == null ? null : load(className, loader);
      if (servlet != null) {
        return servlet;
      }
    }
    return null;
  }

  /** Null on a plain Jetty context; a security manager, or a listener's context, may refuse it. */
  private @Nullable ClassLoader contextLoader() {
    try {
      return context.getClassLoader();
    } catch (SecurityException | UnsupportedOperationException e) {
      return null;
    }
  }

  private static @Nullable Class<?> load(String className, ClassLoader loader) {
    try {
      Class<?> type = Class.forName(className, false, loader);
      // One that is no servlet to us is a namesake, or was loaded beside another Servlet API.
      return Servlet.class.isAssignableFrom(type) ? type : null;
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
