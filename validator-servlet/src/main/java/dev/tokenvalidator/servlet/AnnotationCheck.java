package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.http.HttpServlet;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Stops the start if an annotation of a servlet would have no effect. */
final class AnnotationCheck {

  /** GraalVM sets it: {@code runtime} inside a native image. */
  private static final String NATIVE_IMAGE = "org.graalvm.nativeimage.imagecode";

  private AnnotationCheck() {}

  /**
   * Checks the methods of a servlet class, of its superclasses and of their interfaces.
   *
   * @throws InvalidSettingException naming the annotation that would have no effect
   */
  static void check(Class<?> servlet) {
    checkMethodsAreShown(servlet, "runtime".equals(System.getProperty(NATIVE_IMAGE)));
    boolean methodsCount =
        HttpServlet.class.isAssignableFrom(servlet) && !ServletMethods.overridesService(servlet);
    AnnotatedAccess.checkMethods(servlet, method -> problem(method, methodsCount));
  }

  private static @Nullable String problem(Method method, boolean methodsCount) {
    if (!methodsCount) {
      return "the servlet overrides service, so annotate its class instead";
    }
    return ServletMethods.answers(method)
        ? null
        : "it has no effect there: annotate the class, or doGet, doPost and the like with the"
            + " parameters HttpServletRequest and HttpServletResponse";
  }

  /**
   * Refuses a servlet whose methods a native image hides: their annotations would be lost. Servlets
   * of containers and frameworks have none, so they may stay hidden.
   */
  static void checkMethodsAreShown(Class<?> servlet, boolean isNativeImage) {
    if (!isNativeImage || isOfContainerOrFramework(servlet)) {
      return;
    }
    for (Class<?> hidden : ServletMethods.withoutMethods(servlet)) {
      throw new InvalidSettingException(
          "servlet " + servlet.getName(),
          "reflection shows no method of "
              + hidden.getName()
              + " in this native image, so annotations on them cannot be read; register all"
              + " declared methods of the class for reflection (allDeclaredMethods in"
              + " reflect-config.json), or declare one if it has none");
    }
  }

  private static boolean isOfContainerOrFramework(Class<?> servlet) {
    return ServletMethods.hierarchy(servlet).stream()
        .map(Class::getName)
        .anyMatch(name -> ContainerServlets.isOne(name) || FrameworkServlets.isOne(name));
  }
}
