package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletRegistration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The servlets that containers add by themselves: one for files and for what nobody else serves,
 * one for JSP pages. They are no part of the application, so nobody is asked to cover them; without
 * a route they are refused like all else.
 */
final class ContainerServlets {

  /** By name, as no container is a dependency. */
  private static final Pattern DEFAULT =
      Pattern.compile(
          "org\\.apache\\.catalina\\.servlets\\.DefaultServlet"
              + "|org\\.eclipse\\.jetty\\.ee\\d+\\.servlet"
              + "\\.(DefaultServlet|ServletHandler\\$Default404Servlet)"
              + "|io\\.undertow\\.servlet\\.handlers\\.DefaultServlet");

  /** It needs no mapping. */
  private static final String UNDERTOW = "io.undertow.servlet.handlers.DefaultServlet";

  private static final Pattern JSP =
      Pattern.compile(
          "org\\.apache\\.jasper\\.servlet\\.JspServlet"
              + "|org\\.eclipse\\.jetty\\.ee\\d+\\.(jsp\\.JettyJspServlet|servlet\\.NoJspServlet)");

  /** With one of these a servlet of Jetty serves files of its own, so somebody set it up. */
  private static final List<String> OWN_FILES = List.of("baseResource", "resourceBase");

  private ContainerServlets() {}

  /** Whether a mapping of a servlet is one that the container made. */
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

  /** Whether a servlet is of the kind that serves files. */
  static boolean isForFiles(ServletRegistration registration) {
    String className = registration.getClassName();
    return className != null && DEFAULT.matcher(className).matches();
  }

  /** Whether a servlet is the container's for what no other servlet is for. */
  static boolean isForEverything(ServletRegistration registration) {
    return UNDERTOW.equals(registration.getClassName())
        || registration.getMappings().stream()
            .anyMatch(mapping -> mapping.equals("/") && isMappedByContainer(registration, mapping));
  }

  /** Whether a servlet may be mapped to paths that the container does not tell. */
  static boolean mayHaveUntoldMappings(ServletRegistration registration) {
    return registration.getMappings().isEmpty() && !UNDERTOW.equals(registration.getClassName());
  }
}
