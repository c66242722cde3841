package dev.tokenvalidator.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter mappings of a container, in the order in which it applies them to a request. The
 * Servlet API does not tell that order, so each container is asked by what it offers beside the
 * API. None of them is a dependency of ours.
 */
final class ContainerFilters {

  /**
   * A mapping for the dispatcher type {@code REQUEST}. Mappings by servlet name apply after all
   * mappings by URL pattern (Servlet 6.0 section 6.2.4), whatever their place in the list.
   *
   * @param servletNames {@code *} among them for all servlets
   */
  record Mapping(String filterName, List<String> urlPatterns, List<String> servletNames) {}

  private static final String TOMCAT_RESOURCES = "org.apache.catalina.resources";

  /** The bit of Tomcat's {@code FilterMap}. */
  private static final int TOMCAT_REQUEST = 8;

  private ContainerFilters() {}

  /** Null where the container is none that we know. */
  static @Nullable List<Mapping> inOrder(ServletContext context) {
    try {
      List<Mapping> mappings = ofTomcat(context);
      if (mappings == null) {
        mappings = ofJetty(context);
      }
      return mappings == null ? ofUndertow(context) : mappings;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // A release that differs from those this was written for does not tell the order either.
      return null;
    }
  }

  private static @Nullable List<Mapping> ofTomcat(ServletContext context)
      throws ReflectiveOperationException {
    Object resources = context.getAttribute(TOMCAT_RESOURCES);
    if (resources == null) {
      return null;
    }
    List<Mapping> mappings = new ArrayList<>();
    for (Object map : (Object[]) call(call(resources, "getContext"), "findFilterMaps")) {
      if (((int) call(map, "getDispatcherMapping") & TOMCAT_REQUEST) != 0) {
        mappings.add(
            new Mapping(
                (String) call(map, "getFilterName"),
                (boolean) call(map, "getMatchAllUrlPatterns")
                    ? List.of("/*")
                    : strings(map, "getURLPatterns"),
                (boolean) call(map, "getMatchAllServletNames")
                    ? List.of("*")
                    : strings(map, "getServletNames")));
      }
    }
    return mappings;
  }

  private static @Nullable List<Mapping> ofJetty(ServletContext context)
      throws ReflectiveOperationException {
    JettyFilters filters = JettyFilters.of(context);
    return filters == null ? null : filters.onRequest();
  }

  private static @Nullable List<Mapping> ofUndertow(ServletContext context)
      throws ReflectiveOperationException {
    if (!context.getClass().getName().startsWith("io.undertow.")) {
      return null;
    }
    Object info = call(call(context, "getDeployment"), "getDeploymentInfo");
    List<Mapping> mappings = new ArrayList<>();
    for (Object mapping : (List<?>) call(info, "getFilterMappings")) {
      if (call(mapping, "getDispatcher") == DispatcherType.REQUEST) {
        List<String> where = List.of((String) call(mapping, "getMapping"));
        boolean byUrl = call(mapping, "getMappingType").toString().equals("URL");
        mappings.add(
            new Mapping(
                (String) call(mapping, "getFilterName"),
                byUrl ? where : List.of(),
                byUrl ? List.of() : where));
      }
    }
    return mappings;
  }

  /** An array that may be missing. */
  private static List<String> strings(Object target, String method)
      throws ReflectiveOperationException {
    String[] found = (String[]) target.getClass().getMethod(method).invoke(target);
    return found == null ? List.of() : List.of(found);
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }
}
