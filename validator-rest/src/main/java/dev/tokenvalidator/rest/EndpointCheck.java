package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.WriterInterceptor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks at the start that what an endpoint says is meant and can be enforced. */
final class EndpointCheck {

  private static final List<Class<?>> PROVIDERS =
      List.of(
          ContainerRequestFilter.class,
          ContainerResponseFilter.class,
          ExceptionMapper.class,
          Feature.class,
          DynamicFeature.class,
          MessageBodyReader.class,
          MessageBodyWriter.class,
          ReaderInterceptor.class,
          WriterInterceptor.class,
          ContextResolver.class,
          ParamConverterProvider.class);

  private EndpointCheck() {}

  /**
   * Checks one endpoint.
   *
   * @throws InvalidSettingException naming the class, the method and the fix
   */
  static void check(
      Endpoint endpoint, Class<?> type, Method method, Door door, Configuration configuration) {
    if (AnnotatedAccess.isWrittenOn(type)) {
      AnnotatedAccess.checkMethods(type, written -> problem(type, written));
    }
    RoleAnnotations.check(type, method, configuration);
    AnnotatedAccess access = endpoint.access().orElse(null);
    if (access == null) {
      // Quarkus shows locators too, whose methods cannot have an annotation.
      if (door.requiresCoverage() && !endpoint.isOfRuntime() && !ResourcePath.isLocator(method)) {
        throw new InvalidSettingException(
            "requireCoverage",
            "the endpoint "
                + AuditedEndpoint.of(type, method, null)
                + "; add @RequiresScope, @Authenticated or @Open to it or its class");
      }
    } else {
      door.check(access, endpoint.toString());
    }
  }

  /**
   * Checks that an endpoint does not take the access token as a parameter, on a runtime that gives
   * null to parameters it does not know.
   *
   * @throws InvalidSettingException naming the method and the fix
   */
  static void checkTakesNoToken(Endpoint endpoint, Method method) {
    if (List.of(method.getParameterTypes()).contains(AccessToken.class)) {
      throw new InvalidSettingException(
          "AccessToken",
          "the runtime would give null to this parameter of "
              + endpoint
              + "; take @Context SecurityContext caller, and"
              + " call BearerTokenFeature.accessToken(caller)");
    }
  }

  /**
   * Checks that no filter or other provider has an annotation, and no locator.
   *
   * @param configuration shows what was registered: all on Jersey, providers on RESTEasy, nothing
   *     on Quarkus
   * @throws InvalidSettingException naming the class
   */
  static void checkRegistered(Configuration configuration) {
    registered(configuration)
        .filter(type -> ResourcePath.isRoot(type) && AnnotatedAccess.isWrittenOn(type))
        .forEach(type -> AnnotatedAccess.checkMethods(type, MatchedResources::problem));
    registered(configuration)
        .filter(type -> !ResourcePath.isRoot(type) && AnnotatedAccess.isWrittenOn(type))
        .filter(EndpointCheck::isProvider)
        .findFirst()
        .ifPresent(
            type -> {
              throw new InvalidSettingException(
                  "annotations of " + type.getName(),
                  "they have no effect, because the class is a filter or another provider; put them"
                      + " on resources");
            });
  }

  private static Stream<Class<?>> registered(Configuration configuration) {
    return Stream.concat(
        configuration.getClasses().stream(),
        configuration.getInstances().stream().map(Object::getClass));
  }

  private static boolean isProvider(Class<?> type) {
    return PROVIDERS.stream().anyMatch(provider -> provider.isAssignableFrom(type));
  }

  private static @Nullable String problem(Class<?> type, Method method) {
    String locator = MatchedResources.problem(method);
    if (locator != null) {
      return locator;
    }
    return ResourcePath.httpMethods(type, method).isEmpty()
        ? "it has no effect, because no request is handled by this method: it has no annotation"
            + " like @GET; put it on the resource method, or on the class"
        : null;
  }
}
