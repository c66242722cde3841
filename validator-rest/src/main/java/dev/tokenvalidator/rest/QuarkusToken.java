package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessToken;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Injects the access token of the request: as {@code Instance<AccessToken>} anywhere, as {@code
 * AccessToken} into request-scoped beans. Loaded only by CDI.
 *
 * <p>A resource of Quarkus REST is a singleton unless it says otherwise. A token injected into its
 * field would be that of the first caller, for all others too, so that is refused.
 */
@Singleton
final class QuarkusToken {

  /** Has an {@code Instance} keep what it gave first. */
  private static final String CACHING = "io.quarkus.arc.WithCaching";

  private final Instance<ContainerRequestContext> request;

  @Inject
  QuarkusToken(Instance<ContainerRequestContext> request) {
    this.request = request;
  }

  @Produces
  @Dependent
  AccessToken token(InjectionPoint point) {
    if (!isAskedForEachRequest(point)) {
      throw new IllegalStateException(
          "an AccessToken cannot be injected into "
              + point.getMember()
              + ", which may outlive the request: inject Instance<AccessToken> and call get() for"
              + " each request, or make the bean @RequestScoped");
    }
    Caller caller = Caller.of(request.get());
    AccessToken token = caller == null ? null : caller.admittedToken();
    if (token == null) {
      throw new IllegalStateException("the request was let in without a token");
    }
    return token;
  }

  private static boolean isAskedForEachRequest(@Nullable InjectionPoint point) {
    if (point == null || point.getMember() == null) {
      // Code asks the container.
      return true;
    }
    return (point.getBean() != null && RequestScoped.class.equals(point.getBean().getScope()))
        || (isLookup(point.getAnnotated().getBaseType()) && !isCached(point.getAnnotated()));
  }

  private static boolean isLookup(Type type) {
    return type instanceof ParameterizedType parameterized
        && parameterized.getRawType() instanceof Class<?> raw
        && Provider.class.isAssignableFrom(raw);
  }

  private static boolean isCached(Annotated annotated) {
    return annotated.getAnnotations().stream()
        .anyMatch(annotation -> annotation.annotationType().getName().equals(CACHING));
  }
}
