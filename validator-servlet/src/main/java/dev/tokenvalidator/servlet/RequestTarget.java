package dev.tokenvalidator.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request, or of a dispatch inside the application: a canonical path, and the
 * servlet that the container chose for it.
 *
 * <p>A container dispatches on its own, decoded view of the path. The routers of many frameworks
 * read the raw request URI. The two disagree about dot segments, path parameters and encoded
 * slashes. So a path is accepted only if both views are equal and neither needs cleaning. Then a
 * rule means the same to all software behind the filter.
 *
 * @param path below the context, decoded: servlet path and path info; {@code /} at least
 * @param welcomeFile the path of the file, if the container answers for a directory with it
 * @param mapping of the servlet; null if it is unknown
 */
record RequestTarget(
    String path, @Nullable String welcomeFile, @Nullable HttpServletMapping mapping) {

  /** Whether the servlet is mapped to this very path, so that no router reads it. */
  boolean isMappedExactly() {
    MappingMatch match = mapping == null ? null : mapping.getMappingMatch();
    return match == MappingMatch.EXACT || match == MappingMatch.CONTEXT_ROOT;
  }

  /**
   * Reads the target of a request, a forward or an asynchronous dispatch.
   *
   * @param parameters names of path parameters that are let through
   * @return null if the path is not canonical, or cannot be read
   */
  static @Nullable RequestTarget of(HttpServletRequest request, Set<String> parameters) {
    String servletPath;
    String pathInfo;
    try {
      servletPath = request.getServletPath();
      pathInfo = request.getPathInfo();
    } catch (IllegalArgumentException e) {
      // Jetty's relaxed modes do not return an ambiguous path, and such a path is not canonical.
      return null;
    }
    return read(
        request.getRequestURI(),
        request.getContextPath(),
        servletPath,
        pathInfo,
        request.getHttpServletMapping(),
        parameters);
  }

  /** Reads the target of an include from its attributes (Servlet 6.0 section 9.3.1). */
  static @Nullable RequestTarget ofInclude(HttpServletRequest request, Set<String> parameters) {
    Object uri = request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI);
    Object context = request.getAttribute(RequestDispatcher.INCLUDE_CONTEXT_PATH);
    Object servletPath = request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
    Object pathInfo = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
    Object mapping = request.getAttribute(RequestDispatcher.INCLUDE_MAPPING);
    return uri instanceof String uriText
            && context instanceof String contextText
            && servletPath instanceof String servletPathText
        ? read(
            uriText,
            contextText,
            servletPathText,
            pathInfo instanceof String pathInfoText ? pathInfoText : null,
            mapping instanceof HttpServletMapping known ? known : null,
            parameters)
        : null;
  }

  /** Reads a target from the parts that a container gives. */
  static @Nullable RequestTarget read(
      String rawUri,
      String rawContext,
      String servletPath,
      @Nullable String pathInfo,
      @Nullable HttpServletMapping mapping,
      Set<String> parameters) {
    String uri = CanonicalPath.decode(rawUri, parameters);
    String context = CanonicalPath.decode(rawContext, parameters);
    if (uri == null || context == null || !uri.startsWith(context)) {
      return null;
    }
    String mapped = pathInfo == null ? servletPath : servletPath + pathInfo;
    String path = context.isEmpty() ? uri : uri.substring(context.length());
    if (path.isEmpty()) {
      // The context without a slash at the end; some containers dispatch it as if it had one.
      return mapped.isEmpty() || mapped.equals("/") ? new RequestTarget("/", null, mapping) : null;
    }
    if (path.charAt(0) != '/') {
      // The context ends within a segment.
      return null;
    }
    if (path.equals(mapped)) {
      return new RequestTarget(path, null, mapping);
    }
    return isWelcomeFile(path, mapped) ? new RequestTarget(path, mapped, mapping) : null;
  }

  /** Tomcat gives the welcome file of a directory as the servlet path, for every servlet. */
  private static boolean isWelcomeFile(String path, String mapped) {
    return path.endsWith("/")
        && mapped.startsWith(path)
        && mapped.indexOf('/', path.length()) < 0
        && CanonicalPath.isCanonical(mapped);
  }
}
