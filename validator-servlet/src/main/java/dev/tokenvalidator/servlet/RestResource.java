package dev.tokenvalidator.servlet;

import java.lang.annotation.Annotation;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells resources of Jakarta REST by their annotations. */
final class RestResource {

  private static final String API = "jakarta.ws.rs.";

  private RestResource() {}

  /** Whether requests of Jakarta REST may reach a class. */
  static boolean isOne(@Nullable Class<?> type) {
    try {
      return type != null && hasAnnotation(type);
    } catch (LinkageError e) {
      // A class that this one mentions is missing, so no runtime can use it either.
      return false;
    }
  }

  private static boolean hasAnnotation(Class<?> type) {
    return Stream.concat(
                Stream.of(type.getDeclaredAnnotations()),
                Stream.of(type.getDeclaredMethods())
                    .flatMap(method -> Stream.of(method.getDeclaredAnnotations())))
            .anyMatch(RestResource::isOfResources)
        || isOne(type.getSuperclass())
        || Stream.of(type.getInterfaces()).anyMatch(RestResource::isOne);
  }

  /** {@code @Path}, {@code @GET} and their like, even those of an application's own. */
  private static boolean isOfResources(Annotation annotation) {
    Class<? extends Annotation> type = annotation.annotationType();
    return type.getName().startsWith(API)
        || Stream.of(type.getDeclaredAnnotations())
            .anyMatch(outer -> outer.annotationType().getName().startsWith(API));
  }
}
