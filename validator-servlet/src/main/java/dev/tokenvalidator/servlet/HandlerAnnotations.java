package dev.tokenvalidator.servlet;

import java.lang.annotation.Annotation;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a framework calls by the annotations of that framework.
 *
 * @param packages what the names of its annotations start with
 */
record HandlerAnnotations(String packages) {

  static final HandlerAnnotations JAKARTA_REST = new HandlerAnnotations("jakarta.ws.rs.");

  static final HandlerAnnotations SPRING = new HandlerAnnotations("org.springframework.");

  /** Whether a class, a supertype or one of their methods has such an annotation. */
  boolean areOn(@Nullable Class<?> type) {
    try {
      return type != null && areWrittenOn(type);
    } catch (LinkageError e) {
      // A class that this one mentions is missing, so no framework can use it either.
      return false;
    }
  }

  private boolean areWrittenOn(Class<?> type) {
    return Stream.concat(
                Stream.of(type.getDeclaredAnnotations()),
                Stream.of(type.getDeclaredMethods())
                    .flatMap(method -> Stream.of(method.getDeclaredAnnotations())))
            .anyMatch(this::isOne)
        || areOn(type.getSuperclass())
        || Stream.of(type.getInterfaces()).anyMatch(this::areOn);
  }

  /** {@code @Path}, {@code @GET} and their like, even those of an application's own. */
  private boolean isOne(Annotation annotation) {
    Class<? extends Annotation> type = annotation.annotationType();
    return type.getName().startsWith(packages)
        || Stream.of(type.getDeclaredAnnotations())
            .anyMatch(outer -> outer.annotationType().getName().startsWith(packages));
  }
}
