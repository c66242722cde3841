package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code validator-spring}, which reads annotations on controllers. It leaves an attribute on each
 * context whose controllers it protects, because its class alone may do nothing there.
 */
final class SpringModule {

  private static final String READS_CONTROLLERS = "dev.tokenvalidator.spring.Controllers";

  private static final String DISPATCHER = "org.springframework.web.servlet.DispatcherServlet";

  private SpringModule() {}

  /** Whether the annotations on controllers are enforced in a context. */
  static boolean readsAnnotations(ServletContext context) {
    return context.getAttribute(READS_CONTROLLERS) != null;
  }

  /**
   * Whether a servlet is Spring's.
   *
   * @param classes the names of its class and its superclasses
   */
  static boolean isDispatcher(List<String> classes) {
    return classes.contains(DISPATCHER);
  }

  /**
   * Checks that annotations on controllers are read.
   *
   * @throws InvalidSettingException if Spring's servlet and an annotated class of Spring's are
   *     there, but not the module
   */
  static void check(ServletContext context) {
    if (readsAnnotations(context)) {
      return;
    }
    ContextClasses classes = new ContextClasses(context);
    for (ServletRegistration registration : context.getServletRegistrations().values()) {
      if (isDispatcher(classes.load(registration.getClassName(), Servlet.class))) {
        ClassPathScan.annotatedClass(classes, HandlerAnnotations.SPRING::areOn)
            .ifPresent(SpringModule::stop);
        return;
      }
    }
  }

  private static void stop(String annotated) {
    throw new InvalidSettingException(
        "annotations of " + annotated,
        "nothing reads them: Spring manages this class, but validator-spring is not active; add it"
            + " to a Spring Boot application, or name the scopes in routes");
  }

  private static boolean isDispatcher(@Nullable Class<?> servlet) {
    for (Class<?> type = servlet; type != null; type = type.getSuperclass()) {
      if (type.getName().equals(DISPATCHER)) {
        return true;
      }
    }
    return false;
  }
}
