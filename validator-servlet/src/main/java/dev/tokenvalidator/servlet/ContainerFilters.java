package dev.tokenvalidator.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the filter mappings of a container, in the order in which it applies them to a request. The
 * Servlet API does not show that order, so this uses reflection on each container's own classes.
 * None of them is a dependency.
 */
final class ContainerFilters {

  private static final String TOMCAT_RESOURCES = "org.apache.catalina.resources";

  /** The bit for {@code REQUEST} in Tomcat's {@code FilterMap}. */
  private static final int TOMCAT_REQUEST = 8;

  private ContainerFilters() {}

  /** Null for an unknown container. */
  static @Nullable List<FilterMapping> inOrder(ServletContext context) {
    try {
      List<FilterMapping> mappings = ofTomcat(context);
      if (mappings == null) {
        mappings = ofJetty(context);
      }
      return mappings == null ? ofUndertow(context) : mappings;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // A release with other classes counts as an unknown container.
      return null;
    }
  }

  private static @Nullable List<FilterMapping> ofTomcat(ServletContext context)
      throws ReflectiveOperationException {
    Object resources = context.getAttribute(TOMCAT_RESOURCES);
    if (resources == null) {
      return null;
    }
    List<FilterMapping> mappings = new ArrayList<>();
    for (Object map : (Object[]) call(call(resources, "getContext"), "findFilterMaps")) {
      if (((int) call(map, "getDispatcherMapping") & TOMCAT_REQUEST) != 0) {
        mappings.add(
            new FilterMapping(
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

  private static @Nullable List<FilterMapping> ofJetty(ServletContext context)
      throws ReflectiveOperationException {
    JettyFilters filters = JettyFilters.of(context);
    return filters == null ? null : filters.onRequest();
  }

  private static @Nullable List<FilterMapping> ofUndertow(ServletContext context)
      throws ReflectiveOperationException {
    if (!context.getClass().getName().startsWith("io.undertow.")) {
      return null;
    }
    Object info = call(call(context, "getDeployment"), "getDeploymentInfo");
    List<FilterMapping> mappings = new ArrayList<>();
    for (Object mapping : (List<?>) call(info, "getFilterMappings")) {
      if (call(mapping, "getDispatcher") == DispatcherType.REQUEST) {
        List<String> where = List.of((String) call(mapping, "getMapping"));
        boolean byUrl = call(mapping, "getMappingType").toString().equals("URL");
        mappings.add(
            new FilterMapping(
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
