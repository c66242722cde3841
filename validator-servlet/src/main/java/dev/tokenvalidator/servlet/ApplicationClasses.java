package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the classes of an application by name. */
final class ApplicationClasses {

  private ApplicationClasses() {}

  /** The class as the application sees it, not initialized; null where no loader has it. */
  static @Nullable Class<?> find(ServletContext context, String className) {
    for (ClassLoader loader :
        Arrays.asList(
            loaderOf(context),
            Thread.currentThread().getContextClassLoader(),
            ApplicationClasses.class.getClassLoader())) {
      Class<?> type = loader == null ? null : load(className, loader);
      if (type != null) {
        return type;
      }
    }
    return null;
  }

  /** Null on a plain Jetty context; a security manager, or a listener's context, may refuse it. */
  private static @Nullable ClassLoader loaderOf(ServletContext context) {
    try {
      return context.getClassLoader();
    } catch (SecurityException | UnsupportedOperationException e) {
      return null;
    }
  }

  private static @Nullable Class<?> load(String className, ClassLoader loader) {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
