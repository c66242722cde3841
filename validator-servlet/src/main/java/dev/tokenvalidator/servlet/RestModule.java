package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code validator-rest}, which reads annotations on Jakarta REST resources. By name, because it is
 * no dependency.
 */
final class RestModule {

  private static final String NAME = "validator-rest";

  private static final String CLASS = "dev.tokenvalidator.rest.BearerTokenFeature";

  private static final String PACKAGE = "dev.tokenvalidator.rest.";

  private static final String RESTEASY = "org.jboss.resteasy.spi.ResteasyDeployment";

  private static final String DISCOVERED = "dev.tokenvalidator.rest.DiscoveredFeature";

  private static final String BUILTIN_PROVIDERS = "resteasy.use.builtin.providers";

  private static final String PROVIDERS = "resteasy.providers";

  private static final String APPLICATION = "jakarta.ws.rs.Application";

  private static final String API = "jakarta.ws.rs.";

  /** What runs the resources of an application; subclasses count too. */
  private static final Set<String> RUNTIMES =
      Set.of(
          "org.glassfish.jersey.servlet.ServletContainer",
          "org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher",
          "org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher",
          "org.jboss.resteasy.plugins.server.servlet.FilterDispatcher",
          "org.jboss.resteasy.plugins.server.servlet.Filter30Dispatcher");

  private RestModule() {}

  /** Whether a class runs resources whose annotations the module reads. */
  static boolean isRuntime(String className) {
    return RUNTIMES.contains(className);
  }

  /** Whether requests of Jakarta REST may reach a class. */
  static boolean isResource(@Nullable Class<?> type) {
    try {
      return type != null && hasAnnotationOfResources(type);
    } catch (LinkageError e) {
      // A class that this one mentions is missing, so no runtime can use it either.
      return false;
    }
  }

  private static boolean hasAnnotationOfResources(Class<?> type) {
    return Stream.concat(
                Stream.of(type.getDeclaredAnnotations()),
                Stream.of(type.getDeclaredMethods())
                    .flatMap(method -> Stream.of(method.getDeclaredAnnotations())))
            .anyMatch(RestModule::isOfResources)
        || isResource(type.getSuperclass())
        || Stream.of(type.getInterfaces()).anyMatch(RestModule::isResource);
  }

  /** {@code @Path}, {@code @GET} and their like, even those of an application's own. */
  private static boolean isOfResources(Annotation annotation) {
    Class<? extends Annotation> type = annotation.annotationType();
    return type.getName().startsWith(API)
        || Stream.of(type.getDeclaredAnnotations())
            .anyMatch(outer -> outer.annotationType().getName().startsWith(API));
  }

  /** Whether the module is there and has something to do. */
  static boolean readsAnnotations(ServletContext context) {
    ContextClasses classes = new ContextClasses(context);
    return isPresent(classes) && runtime(context, classes) != null;
  }

  /**
   * Checks that annotations on resources are read.
   *
   * @throws InvalidSettingException if a runtime of Jakarta REST and an annotated class are there,
   *     but not the module, or RESTEasy is told not to look for it
   */
  static void check(ServletContext context) {
    ContextClasses classes = new ContextClasses(context);
    if (isPresent(classes)) {
      checkIsFound(context, classes);
      return;
    }
    String runtime = runtime(context, classes);
    if (runtime != null) {
      annotatedClass(classes)
          .ifPresent(
              annotated -> {
                throw new InvalidSettingException(
                    "annotations of " + annotated,
                    "nothing reads them: "
                        + runtime
                        + " runs Jakarta REST resources, but "
                        + NAME
                        + " is not on the class path; add it, or name the scopes in routes");
              });
    }
  }

  /**
   * RESTEasy looks for features where it has an Application, and otherwise among its builtin
   * providers. Both it and Jersey read service files, which packing into one jar may lose.
   */
  private static void checkIsFound(ServletContext context, ContextClasses classes) {
    for (ServletRegistration registration : context.getServletRegistrations().values()) {
      Class<?> servlet = classes.load(registration.getClassName(), Servlet.class);
      if (!isRuntime(servlet) || names(PROVIDERS, registration, context)) {
        continue;
      }
      boolean isResteasy = classes.load(RESTEASY, Object.class) != null && !isJersey(servlet);
      if (isResteasy && param(APPLICATION, registration, context) == null) {
        checkBuiltinProviders(registration, context);
        checkIsListed(List.of("jakarta.ws.rs.ext.Providers"), registration, classes);
      } else {
        checkIsListed(
            List.of(
                "jakarta.ws.rs.core.Feature",
                "org.glassfish.jersey.internal.spi.ForcedAutoDiscoverable"),
            registration,
            classes);
      }
    }
  }

  private static void checkBuiltinProviders(
      ServletRegistration registration, ServletContext context) {
    boolean areOff =
        Stream.<@Nullable String>of(
                param(BUILTIN_PROVIDERS, registration, context),
                System.getProperty(BUILTIN_PROVIDERS))
            .anyMatch(
                value ->
                    value != null
                        && !value.strip().equalsIgnoreCase("true")
                        && !value.strip().equals("1"));
    if (areOff) {
      throw new InvalidSettingException(
          BUILTIN_PROVIDERS,
          "is false for the servlet "
              + registration.getName()
              + ", so RESTEasy does not find "
              + NAME
              + "; add "
              + DISCOVERED
              + " to "
              + PROVIDERS
              + ", or set "
              + APPLICATION);
    }
  }

  private static void checkIsListed(
      List<String> services, ServletRegistration registration, ContextClasses classes) {
    boolean isListed =
        classes
            .loaders()
            .anyMatch(loader -> services.stream().anyMatch(service -> isListed(service, loader)));
    if (!isListed) {
      throw new InvalidSettingException(
          NAME,
          "is on the class path, but the servlet "
              + registration.getName()
              + " does not find it, because META-INF/services/"
              + services.get(0)
              + " does not name it; if everything is packed into one jar, merge the service files");
    }
  }

  private static boolean isListed(String service, ClassLoader loader) {
    try {
      for (URL file : Collections.list(loader.getResources("META-INF/services/" + service))) {
        try (InputStream lines = file.openStream()) {
          if (new String(lines.readAllBytes(), StandardCharsets.UTF_8).contains(PACKAGE)) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean names(
      String param, ServletRegistration registration, ServletContext context) {
    String value = param(param, registration, context);
    return value != null && value.contains(DISCOVERED);
  }

  private static boolean isJersey(@Nullable Class<?> servlet) {
    for (Class<?> type = servlet; type != null; type = type.getSuperclass()) {
      if (type.getName().startsWith("org.glassfish.jersey.")) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String param(
      String name, ServletRegistration registration, ServletContext context) {
    String own = registration.getInitParameter(name);
    return own == null ? context.getInitParameter(name) : own;
  }

  private static boolean isPresent(ContextClasses classes) {
    return classes.load(CLASS, Object.class) != null;
  }

  private static Optional<String> annotatedClass(ContextClasses classes) {
    return classes
        .loaders()
        .map(ClassPathScan::annotatedClass)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The class of a servlet or filter that runs resources; null for none. */
  private static @Nullable String runtime(ServletContext context, ContextClasses classes) {
    for (ServletRegistration registration : context.getServletRegistrations().values()) {
      if (isRuntime(classes.load(registration.getClassName(), Servlet.class))) {
        return registration.getClassName();
      }
    }
    for (FilterRegistration registration : context.getFilterRegistrations().values()) {
      if (isRuntime(classes.load(registration.getClassName(), Filter.class))) {
        return registration.getClassName();
      }
    }
    return null;
  }

  private static boolean isRuntime(@Nullable Class<?> type) {
    for (Class<?> next = type; next != null; next = next.getSuperclass()) {
      if (isRuntime(next.getName())) {
        return true;
      }
    }
    return false;
  }
}
