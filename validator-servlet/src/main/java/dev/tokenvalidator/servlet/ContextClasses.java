package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The classes of an application, by the names that its container tells. */
final class ContextClasses {

  private final ServletContext context;

  ContextClasses(ServletContext context) {
    this.context = context;
  }

  /**
   * Loads a class.
   *
   * @param className null where the container does not tell it
   * @param kind what it must be
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

  /** Null on a plain Jetty context; a security manager, or a listener's context, may refuse it. */
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
      // One that is of another kind to us is a namesake, or was loaded beside another Servlet API.
      return kind.isAssignableFrom(type) ? type : null;
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
