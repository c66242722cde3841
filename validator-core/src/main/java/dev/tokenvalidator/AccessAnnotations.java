package dev.tokenvalidator;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The annotations that say what a request to an endpoint needs, and the places they stand on. */
final class AccessAnnotations {

  private static final List<Class<? extends Annotation>> TYPES =
      List.of(
          RequiresScope.class,
          Authenticated.class,
          MachineOnly.class,
          Organization.class,
          AnyOrganization.class,
          Open.class);

  private AccessAnnotations() {}

  /**
   * The annotations of a class.
   *
   * @throws InvalidSettingException naming one that would have no effect
   */
  static List<Annotation> on(Class<?> type) {
    checkVisible(type);
    return on(type, type.getName());
  }

  /**
   * The annotations of a method.
   *
   * @throws InvalidSettingException naming one that would have no effect
   */
  static List<Annotation> on(Method method) {
    return on(method, name(method));
  }

  private static List<Annotation> on(AnnotatedElement element, String where) {
    Annotation[] declared = element.getDeclaredAnnotations();
    for (Annotation annotation : declared) {
      checkIsRead(annotation.annotationType(), where);
    }
    return Arrays.stream(declared)
        .filter(annotation -> TYPES.contains(annotation.annotationType()))
        .toList();
  }

  /** Refuses the annotations of methods that one class declares and that have a problem. */
  static void checkMethods(Class<?> type, Function<Method, @Nullable String> problem) {
    for (Method method : type.getDeclaredMethods()) {
      // The annotations of a bridge are copies of those of the method that it calls.
      for (Annotation annotation : method.isBridge() ? List.<Annotation>of() : on(method)) {
        String found = problem.apply(method);
        if (found != null) {
          throw invalid(annotation.annotationType(), name(method), found);
        }
      }
    }
  }

  /**
   * What one annotation asks for.
   *
   * @throws InvalidSettingException if it is malformed
   */
  static Access access(Annotation annotation, String where) {
    if (annotation instanceof RequiresScope scopes) {
      try {
        return Access.of(scopes);
      } catch (IllegalArgumentException e) {
        throw invalid(RequiresScope.class, where, String.valueOf(e.getMessage()));
      }
    }
    if (annotation instanceof Organization organization) {
      return organization(organization.value(), where);
    }
    if (annotation instanceof MachineOnly) {
      return Access.authenticated().machineOnly();
    }
    if (annotation instanceof AnyOrganization) {
      return Access.authenticated().anyOrganization();
    }
    return annotation instanceof Open ? Access.open() : Access.authenticated();
  }

  private static Access organization(String parameter, String where) {
    if (parameter.isBlank()) {
      throw invalid(Organization.class, where, "it names no path parameter; give the name of one");
    }
    return Access.authenticated().organization(parameter);
  }

  /**
   * Whether a class or one of its methods is annotated, perhaps by another copy of this library or
   * in a way that reflection does not show.
   */
  static boolean areWrittenIn(Class<?> type) {
    return isSeenOn(type) || hidden(type) != null;
  }

  private static boolean isSeenOn(Class<?> type) {
    try {
      return isNamedOn(type)
          || Arrays.stream(type.getDeclaredMethods()).anyMatch(AccessAnnotations::isNamedOn);
    } catch (LinkageError e) {
      // A class that this one mentions is missing.
      return ClassFile.annotationIn(type, TYPES) != null;
    }
  }

  private static boolean isNamedOn(AnnotatedElement element) {
    return Arrays.stream(element.getDeclaredAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(type -> isNamedLikeOurs(type) || composedOf(type, new HashSet<>()) != null);
  }

  private static void checkVisible(Class<?> type) {
    Class<? extends Annotation> hidden = hidden(type);
    if (hidden != null) {
      throw invalid(
          hidden,
          type.getName(),
          "the class loader of this class ("
              + ClassFile.origin(type)
              + ") does not find the annotation, so Java drops it; put this library where the class"
              + " can see it, beside the class or in the server's libraries, and only there");
    }
  }

  /** The annotation that is written in a class whose loader does not find it; null for none. */
  private static @Nullable Class<? extends Annotation> hidden(Class<?> type) {
    return findsLibrary(type) ? null : ClassFile.annotationIn(type, TYPES);
  }

  private static boolean findsLibrary(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      // A class of the platform, which is not annotated.
      return true;
    }
    try {
      for (Class<?> annotation : TYPES) {
        Class.forName(annotation.getName(), false, loader);
      }
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Checks that an annotation, if it is one of these, is of this copy of the library. */
  private static void checkIsRead(Class<? extends Annotation> type, String where) {
    if (TYPES.contains(type)) {
      return;
    }
    if (isNamedLikeOurs(type)) {
      throw invalid(
          type,
          where,
          "it belongs to another copy of this library ("
              + ClassFile.origin(type)
              + ") than the one that reads it ("
              + ClassFile.origin(RequiresScope.class)
              + "), so it has no effect; keep the library once: in the server's libraries or in"
              + " the application");
    }
    Class<?> passed = composedOf(type, new HashSet<>());
    if (passed != null) {
      throw invalid(
          passed,
          type.getName(),
          "Java does not pass it on to " + where + "; put it on that class or method directly");
    }
  }

  private static boolean isNamedLikeOurs(Class<?> type) {
    return TYPES.stream().anyMatch(ours -> ours.getName().equals(type.getName()));
  }

  /** The annotation of this library that another annotation carries; null for none. */
  private static @Nullable Class<?> composedOf(
      Class<? extends Annotation> type, Set<Class<?>> seen) {
    for (Annotation annotation : type.getDeclaredAnnotations()) {
      Class<? extends Annotation> outer = annotation.annotationType();
      if (isNamedLikeOurs(outer)) {
        return outer;
      }
      Class<?> passed = seen.add(outer) ? composedOf(outer, seen) : null;
      if (passed != null) {
        return passed;
      }
    }
    return null;
  }

  /** The annotation as it is written. */
  static String nameOf(Class<?> annotation) {
    return "@" + annotation.getSimpleName();
  }

  /** The method, for the operator. */
  static String name(Method method) {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }

  private static InvalidSettingException invalid(
      Class<?> annotation, String where, String problem) {
    return new InvalidSettingException(nameOf(annotation), "on " + where + ": " + problem);
  }
}
