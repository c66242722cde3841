package dev.tokenvalidator.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * The files that a container answers for a directory with (Servlet 6.0 section 10.10).
 *
 * <p>Tomcat and Undertow choose the file before any filter, and the filter sees its path. Jetty
 * forwards to the file from its default servlet, and so does Spring Boot's welcome page.
 */
final class WelcomeFiles {

  /** On Jetty, where it forwards to a welcome file: the path of the file. */
  private static final String FORWARDED_BY_JETTY = "org.eclipse.jetty.server.welcome";

  private static final Set<String> NAMES = Set.of("index", "default", "welcome");

  private static final Set<String> SUFFIXES =
      Set.of("html", "htm", "xhtml", "shtml", "jsp", "jspx", "jsf", "faces");

  private WelcomeFiles() {}

  /** Whether containers answer for a directory with a file of this name, as they are set up. */
  static boolean isName(String name) {
    int dot = name.indexOf('.');
    return dot > 0
        && NAMES.contains(name.substring(0, dot))
        && SUFFIXES.contains(name.substring(dot + 1));
  }

  /**
   * Whether a path may be that of a directory of files, and the file is not known. A servlet that
   * is mapped to the very path answers it by itself.
   */
  static boolean mayAnswerFor(RequestTarget target) {
    return target.welcomeFile() == null && target.path().endsWith("/") && !target.isMappedExactly();
  }

  /** Whether a forward is the container's own, from a directory to its welcome file. */
  static boolean isForwardedByContainer(HttpServletRequest request) {
    if (!(request.getAttribute(FORWARDED_BY_JETTY) instanceof String file)) {
      return false;
    }
    // The attribute stays for what the welcome file forwards to by itself.
    String path = CanonicalPath.decode(file, Set.of());
    String pathInfo = request.getPathInfo();
    return path == null
        || path.equals(request.getServletPath() + (pathInfo == null ? "" : pathInfo));
  }
}
