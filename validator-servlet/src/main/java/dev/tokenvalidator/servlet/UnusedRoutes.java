package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletContext;
import java.net.MalformedURLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the routes for paths that nothing serves: they are misspelt or left over. */
final class UnusedRoutes {

  /**
   * Where containers keep what endpoints are added to (Jakarta WebSocket 2.1 section 6.4), and
   * Jetty that of its own API.
   */
  private static final List<String> WEBSOCKET_CONTAINERS =
      List.of(
          "jakarta.websocket.server.ServerContainer",
          "org.eclipse.jetty.websocket.api.WebSocketContainer");

  private final ServletContext context;
  private final OtherFilters filters;

  UnusedRoutes(ServletContext context, OtherFilters filters) {
    this.context = context;
    this.filters = filters;
  }

  /**
   * Compares the routes with what serves their paths: servlets of the application, filters that
   * serve content, and files.
   *
   * @param mappings those of the application's own servlets
   * @param everythingIsServed whether a servlet of the container's gets what no other one is for,
   *     so that filters run for every path
   * @return warnings of routes that something may be for which cannot be seen
   * @throws InvalidSettingException naming a route that nothing is for
   */
  List<String> check(Routes routes, List<PathPattern> mappings, boolean everythingIsServed) {
    List<String> warnings = new ArrayList<>();
    for (Route route : routes.all()) {
      PathPattern paths = route.pattern();
      if (mappings.stream().anyMatch(paths::overlaps)
          || filters.mayServe(paths)
          || isForFiles(paths)) {
        continue;
      }
      String problem =
          "no servlet is mapped to its paths and no file is there, so it is misspelt or left over ("
              + route.source()
              + ")";
      String exception = exception(paths, everythingIsServed);
      if (exception == null) {
        throw Route.malformed(
            route.toString(), problem + "; correct it, take it away, or map a servlet");
      }
      warnings.add("route \"" + route + "\": " + problem + ", unless it is for " + exception);
    }
    return warnings;
  }

  /** What the paths may be for all the same; null for nothing. */
  private @Nullable String exception(PathPattern paths, boolean everythingIsServed) {
    if (WEBSOCKET_CONTAINERS.stream().anyMatch(name -> context.getAttribute(name) != null)) {
      return "a WebSocket endpoint";
    }
    if (everythingIsServed && filters.mayServeAnything()) {
      return "a filter";
    }
    // Such as /favicon.ico and /.well-known/*: opened so that its absence is 404 and not 401.
    return everythingIsServed && paths.literalStart().indexOf('.') >= 0 ? "a file to come" : null;
  }

  /** Whether the application has a file or directory that the container may serve there. */
  private boolean isForFiles(PathPattern paths) {
    String start = paths.literalStart();
    try {
      if (context.getResource(start) != null) {
        return true;
      }
      Set<String> files = start.endsWith("/") ? context.getResourcePaths(start) : null;
      return files != null && files.stream().anyMatch(UnusedRoutes::isServed);
    } catch (MalformedURLException | RuntimeException e) {
      // No path that a container looks for files under.
      return false;
    }
  }

  private static boolean isServed(String file) {
    return !file.startsWith("/WEB-INF/") && !file.startsWith("/META-INF/");
  }
}
