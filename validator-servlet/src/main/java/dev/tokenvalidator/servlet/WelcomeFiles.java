package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * The welcome files, with which a container answers for a directory (Servlet 6.0 section 10.10).
 *
 * <p>Tomcat and Undertow choose the file before any filter runs, and the filter sees its path. The
 * default servlet of Jetty forwards to the file, and so does Spring Boot's welcome page.
 */
final class WelcomeFiles {

  /** The attribute with the path of the file, if Jetty forwards to a welcome file. */
  private static final String FORWARDED_BY_JETTY = "org.eclipse.jetty.server.welcome";

  private static final Set<String> NAMES = Set.of("index", "default", "welcome");

  private static final Set<String> SUFFIXES =
      Set.of("html", "htm", "xhtml", "shtml", "jsp", "jspx", "jsf", "faces");

  private WelcomeFiles() {}

  /** Whether containers treat a file of this name as a welcome file by default. */
  static boolean isName(String name) {
    int dot = name.indexOf('.');
    return dot > 0
        && NAMES.contains(name.substring(0, dot))
        && SUFFIXES.contains(name.substring(dot + 1));
  }

  /**
   * Whether the target may be a directory whose welcome file is unknown. A servlet that is mapped
   * to the very path answers by itself.
   */
  static boolean mayAnswerFor(RequestTarget target) {
    return target.welcomeFile() == null && target.path().endsWith("/") && !target.isMappedExactly();
  }

  /** Whether the container itself forwards from a directory to its welcome file. */
  static boolean isForwardedByContainer(HttpServletRequest request) {
    if (!(request.getAttribute(FORWARDED_BY_JETTY) instanceof String file)) {
      return false;
    }
    // The attribute remains set if the welcome file forwards further.
    String path = CanonicalPath.decode(file, Set.of());
    String pathInfo = request.getPathInfo();
    return path == null
        || path.equals(request.getServletPath() + (pathInfo == null ? "" : pathInfo));
  }
}
