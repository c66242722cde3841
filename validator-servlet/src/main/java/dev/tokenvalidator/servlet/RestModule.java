package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletContext;
import java.util.List;

/**
 * {@code validator-rest}, which reads annotations on Jakarta REST resources. By name, because it is
 * no dependency.
 */
final class RestModule {

  private static final String CLASS = "dev.tokenvalidator.rest.BearerTokenFeature";

  private RestModule() {}

  /** Whether the module is there and has something to do. */
  static boolean readsAnnotations(ServletContext context) {
    ContextClasses classes = new ContextClasses(context);
    return isPresent(classes) && !RestRuntime.in(context, classes).isEmpty();
  }

  /**
   * Checks that annotations on resources are read.
   *
   * @throws InvalidSettingException if a runtime of Jakarta REST and an annotated class are there,
   *     but not the module, or the runtime does not find it
   */
  static void check(ServletContext context) {
    ContextClasses classes = new ContextClasses(context);
    List<RestRuntime> runtimes = RestRuntime.in(context, classes);
    if (isPresent(classes)) {
      runtimes.forEach(runtime -> RestDiscovery.check(runtime, classes));
    } else if (!runtimes.isEmpty()) {
      // Beside controllers, whose annotations are read, only resources count.
      boolean hasSpring = SpringModule.readsAnnotations(context);
      ClassPathScan.annotatedClass(
              classes, type -> !hasSpring || HandlerAnnotations.JAKARTA_REST.areOn(type))
          .ifPresent(
              annotated -> {
                throw new InvalidSettingException(
                    "annotations of " + annotated,
                    "nothing reads them: "
                        + runtimes.get(0).registration().getClassName()
                        + " runs Jakarta REST resources, but validator-rest is not on the class"
                        + " path; add it, or name the scopes in routes");
              });
    }
  }

  private static boolean isPresent(ContextClasses classes) {
    return classes.load(CLASS, Object.class) != null;
  }
}
