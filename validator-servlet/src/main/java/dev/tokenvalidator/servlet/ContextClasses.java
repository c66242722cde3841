package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletContext;
import java.util.Objects;
import java.util.stream.Stream;
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
    return loaders()
        .<@Nullable Class<?>>map(loader -> load(className, kind, loader))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The loaders that may find a class of the application, in the order to ask them. */
  Stream<ClassLoader> loaders() {
    return Stream.<@Nullable ClassLoader>of(
            contextLoader(),
            Thread.currentThread().getContextClassLoader(),
            ContextClasses.class.getClassLoader())
        .filter(Objects::nonNull)
        .distinct();
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
