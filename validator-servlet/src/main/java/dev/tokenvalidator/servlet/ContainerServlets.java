package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletRegistration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The servlets that containers add by themselves: one for files and for every path that no other
 * servlet serves, one for JSP pages. They are not part of the application, so {@code
 * requireCoverage} ignores them. Without a route, requests to them are refused like any other.
 */
final class ContainerServlets {

  /** By name, because no container is a dependency. */
  private static final Pattern DEFAULT =
      Pattern.compile(
          "org\\.apache\\.catalina\\.servlets\\.DefaultServlet"
              + "|org\\.eclipse\\.jetty\\.ee\\d+\\.servlet"
              + "\\.(DefaultServlet|ServletHandler\\$Default404Servlet)"
              + "|io\\.undertow\\.servlet\\.handlers\\.DefaultServlet");

  /** It works without a mapping. */
  private static final String UNDERTOW = "io.undertow.servlet.handlers.DefaultServlet";

  private static final Pattern JSP =
      Pattern.compile(
          "org\\.apache\\.jasper\\.servlet\\.JspServlet"
              + "|org\\.eclipse\\.jetty\\.ee\\d+\\.(jsp\\.JettyJspServlet|servlet\\.NoJspServlet)");

  /** With one of these, Jetty's servlet serves its own files, so the application set it up. */
  private static final List<String> OWN_FILES = List.of("baseResource", "resourceBase");

  private ContainerServlets() {}

  /** Whether a class is a servlet of a container. */
  static boolean isOne(String className) {
    return DEFAULT.matcher(className).matches() || JSP.matcher(className).matches();
  }

  /** Whether the container made a mapping of a servlet. */
  static boolean isMappedByContainer(ServletRegistration registration, String mapping) {
    String className = registration.getClassName();
    if (className == null) {
      return false;
    }
    return mapping.equals("/")
        ? DEFAULT.matcher(className).matches()
            && OWN_FILES.stream().allMatch(name -> registration.getInitParameter(name) == null)
        : mapping.startsWith("*.") && JSP.matcher(className).matches();
  }

  /** Whether a servlet serves files. */
  static boolean isForFiles(ServletRegistration registration) {
    String className = registration.getClassName();
    return className != null && DEFAULT.matcher(className).matches();
  }

  /** Whether a servlet is the container's for every path that no other servlet serves. */
  static boolean isForEverything(ServletRegistration registration) {
    return UNDERTOW.equals(registration.getClassName())
        || registration.getMappings().stream()
            .anyMatch(mapping -> mapping.equals("/") && isMappedByContainer(registration, mapping));
  }

  /** Whether a servlet may have mappings that the container does not show. */
  static boolean mayHaveHiddenMappings(ServletRegistration registration) {
    return registration.getMappings().isEmpty() && !UNDERTOW.equals(registration.getClassName());
  }
}
