package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Loads classes of an application by the names that its container knows. */
final class ContextClasses {

  private final ServletContext context;

  ContextClasses(ServletContext context) {
    this.context = context;
  }

  /**
   * Loads a class.
   *
   * @param className null if the container does not know it
   * @param kind a type that the class must have
   * @return null if no loader finds such a class
   */
  @Nullable Class<?> load(@Nullable String className, Class<?> kind) {
    if (className == null) {
      return null;
    }
    for (ClassLoader loader :
        Arrays.asList(
            contextLoader(),
            Thread.currentThread().getContextClassLoader(),
            ContextClasses.class.getClassLoader())) {
      Class<?> type = loader == null ? null : load(className, kind, loader);
      if (type != null) {
        return type;
      }
    }
    return null;
  }

  /** Null for a plain Jetty context, or if a security manager or a listener's context refuses. */
  private @Nullable ClassLoader contextLoader() {
    try {
      return context.getClassLoader();
    } catch (SecurityException | UnsupportedOperationException e) {
      return null;
    }
  }

  private static @Nullable Class<?> load(String className, Class<?> kind, ClassLoader loader) {
    try {
      Class<?> type = Class.forName(className, false, loader);
      // Otherwise it is a namesake, or was loaded with another copy of the Servlet API.
      return kind.isAssignableFrom(type) ? type : null;
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
