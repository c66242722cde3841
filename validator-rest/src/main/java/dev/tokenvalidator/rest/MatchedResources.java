package dev.tokenvalidator.rest;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resources on the way to an endpoint: that of the endpoint, and those whose sub-resource
 * locators lead to it. What the class of a parent asks for counts for everything below it.
 */
record MatchedResources(List<Class<?>> types) {

  private static final ClassValue<Optional<AnnotatedAccess>> ANNOTATIONS =
      new ClassValue<>() {
        @Override
        protected Optional<AnnotatedAccess> computeValue(Class<?> type) {
          AnnotatedAccess.checkMethods(type, MatchedResources::problem);
          return AnnotatedAccess.of(type);
        }
      };

  static MatchedResources of(ContainerRequestContext request) {
    List<Class<?>> types = new ArrayList<>();
    for (Object resource : request.getUriInfo().getMatchedResources()) {
      types.add(resource instanceof Class<?> type ? type : resource.getClass());
    }
    return new MatchedResources(types);
  }

  /**
   * The class whose instance handles the request, if the runtime shows a supertype as the class of
   * the endpoint: RESTEasy shows the one that has the {@code @Path}.
   *
   * @param shown what the runtime shows
   */
  Class<?> handlerOf(Class<?> shown) {
    return types.stream().filter(shown::isAssignableFrom).findFirst().orElse(shown);
  }

  /**
   * Adds what the parents ask for.
   *
   * @param access of the endpoint; null if it has no annotation
   * @return null if nothing is asked for
   * @throws InvalidSettingException if the annotations contradict each other
   */
  @Nullable AnnotatedAccess addTo(@Nullable AnnotatedAccess access) {
    AnnotatedAccess all = access;
    for (Class<?> type : types) {
      // A lambda has no annotations of its own.
      AnnotatedAccess parent =
          AnnotatedAccess.isWrittenOn(type) ? ANNOTATIONS.get(type).orElse(null) : null;
      // An open parent opens its own endpoints, and none below it.
      if (parent != null && !parent.access().isOpen()) {
        all = all == null ? parent : all.and(parent);
      }
    }
    return all;
  }

  /** Why the annotation of a method has no effect; null if it has one. */
  static @Nullable String problem(Method method) {
    if (ResourcePath.isLocator(method)) {
      return "it has no effect, because the method is a sub-resource locator, which runs before the"
          + " endpoint is known; put it on the class of the sub-resource, or on the class of the"
          + " locator";
    }
    return null;
  }
}
