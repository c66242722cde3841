package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.http.HttpServlet;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Stops the start if a {@link RequiresScope} would have no effect. */
final class AnnotationCheck {

  private static final String NAME = RequiresScope.class.getName();

  /** GraalVM sets it: {@code runtime} inside a native image. */
  private static final String NATIVE_IMAGE = "org.graalvm.nativeimage.imagecode";

  private AnnotationCheck() {}

  /**
   * Checks a servlet class, its superclasses and their interfaces.
   *
   * @throws InvalidSettingException naming the annotation that would have no effect
   */
  static void check(Class<?> servlet) {
    checkMethodsAreShown(servlet, "runtime".equals(System.getProperty(NATIVE_IMAGE)));
    boolean methodsCount =
        HttpServlet.class.isAssignableFrom(servlet) && !ServletMethods.overridesService(servlet);
    for (Class<?> type : ServletMethods.hierarchy(servlet)) {
      checkReadable(type);
      for (Method method : type.getDeclaredMethods()) {
        checkCounts(method, methodsCount);
      }
      checkInterfaces(type);
    }
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
      throw invalid(
          hidden.getName(),
          "reflection shows none of its methods in this native image, so annotations on them"
              + " cannot be read; register all declared methods of the class for reflection"
              + " (allDeclaredMethods in reflect-config.json), or declare one if it has none");
    }
  }

  /**
   * Whether a class, a superclass, an interface or one of their methods is annotated, even if
   * {@link #check} would refuse the annotation.
   */
  static boolean isWrittenOn(Class<?> type) {
    for (Class<?> each : ServletMethods.hierarchy(type)) {
      if (isWrittenIn(each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfContainerOrFramework(Class<?> servlet) {
    return ServletMethods.hierarchy(servlet).stream()
        .map(Class::getName)
        .anyMatch(name -> ContainerServlets.isOne(name) || FrameworkServlets.isOne(name));
  }

  static InvalidSettingException invalid(String where, String problem) {
    return new InvalidSettingException("@RequiresScope", "on " + where + ": " + problem);
  }

  private static boolean isWrittenIn(Class<?> type) {
    if (isSeenOn(type) || (!findsLibrary(type) && ClassFile.isAnnotated(type, NAME))) {
      return true;
    }
    for (Class<?> implemented : type.getInterfaces()) {
      if (isWrittenIn(implemented)) {
        return true;
      }
    }
    return false;
  }

  /** Whether reflection shows the annotation, even one of another copy of this library. */
  private static boolean isSeenOn(Class<?> type) {
    try {
      return isNamedOn(type)
          || Arrays.stream(type.getDeclaredMethods()).anyMatch(AnnotationCheck::isNamedOn);
    } catch (LinkageError e) {
      // A class that this one mentions is missing.
      return ClassFile.isAnnotated(type, NAME);
    }
  }

  private static boolean isNamedOn(AnnotatedElement element) {
    return Arrays.stream(element.getDeclaredAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(type -> type.getName().equals(NAME) || isComposed(type, new HashSet<>()));
  }

  /** Java drops an annotation if the loader of the annotated class does not find its class. */
  private static boolean findsLibrary(Class<?> type) {
    try {
      Class.forName(NAME, false, type.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static void checkCounts(Method method, boolean methodsCount) {
    if (!isAnnotated(method)) {
      return;
    }
    if (!methodsCount) {
      throw invalid(name(method), "the servlet overrides service, so annotate its class instead");
    }
    if (!method.isBridge() && !ServletMethods.answers(method)) {
      throw invalid(
          name(method),
          "it has no effect there: annotate the class, or doGet, doPost and the like with the"
              + " parameters HttpServletRequest and HttpServletResponse");
    }
  }

  private static void checkInterfaces(Class<?> type) {
    for (Class<?> implemented : type.getInterfaces()) {
      checkReadable(implemented);
      if (isAnnotated(implemented)) {
        throw invalid(implemented.getName(), "classes do not inherit it from an interface");
      }
      for (Method method : implemented.getDeclaredMethods()) {
        if (isAnnotated(method)) {
          throw invalid(name(method), "servlets do not inherit it from an interface");
        }
      }
      checkInterfaces(implemented);
    }
  }

  /** Checks that reflection shows the annotation that was compiled, of this copy of the library. */
  private static void checkReadable(Class<?> type) {
    checkOurs(type, type.getName());
    for (Method method : type.getDeclaredMethods()) {
      checkOurs(method, name(method));
    }
    if (!findsLibrary(type) && ClassFile.isAnnotated(type, NAME)) {
      throw invalid(
          type.getName(),
          "the class loader of this class ("
              + ClassFile.origin(type)
              + ") does not find the annotation, so Java drops it; put validator-core and"
              + " validator-servlet where the class can see them, beside the class or in the server's"
              + " libraries, and only there");
    }
  }

  private static void checkOurs(AnnotatedElement element, String where) {
    for (Annotation annotation : element.getDeclaredAnnotations()) {
      Class<? extends Annotation> type = annotation.annotationType();
      if (isNamesake(type)) {
        throw invalid(
            where,
            "it belongs to another copy of this library ("
                + ClassFile.origin(type)
                + ") than the filter ("
                + ClassFile.origin(RequiresScope.class)
                + "), so it is not read; keep validator-core and validator-servlet once: in the"
                + " server's libraries or in WEB-INF/lib");
      }
      if (type != RequiresScope.class && isComposed(type, new HashSet<>())) {
        throw invalid(
            type.getName(),
            "an annotation does not pass it on to "
                + where
                + "; put @RequiresScope on the servlet itself");
      }
    }
  }

  private static boolean isComposed(Class<? extends Annotation> type, Set<Class<?>> seen) {
    for (Annotation annotation : type.getDeclaredAnnotations()) {
      Class<? extends Annotation> outer = annotation.annotationType();
      if (outer.getName().equals(NAME) || (seen.add(outer) && isComposed(outer, seen))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamesake(Class<?> annotation) {
    return annotation != RequiresScope.class && annotation.getName().equals(NAME);
  }

  private static boolean isAnnotated(AnnotatedElement element) {
    return element.getDeclaredAnnotation(RequiresScope.class) != null;
  }

  private static String name(Method method) {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }
}
