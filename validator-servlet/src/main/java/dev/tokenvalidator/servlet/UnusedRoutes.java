package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletContext;
import java.net.MalformedURLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
   * @return warnings of routes that only WebSocket endpoints can be for, which may come later
   * @throws InvalidSettingException naming a route that nothing is for
   */
  List<String> check(Routes routes, List<PathPattern> mappings) {
    List<String> warnings = new ArrayList<>();
    for (Route route : routes.all()) {
      PathPattern paths = route.pattern();
      if (mappings.stream().anyMatch(paths::overlaps)
          || filters.mayServe(paths)
          || isForFiles(paths)) {
        continue;
      }
      if (!hasWebSocket()) {
        throw Route.malformed(
            route.toString(),
            "no servlet is mapped to its paths and no file is there, so it is misspelt or left over"
                + " ("
                + route.source()
                + ")");
      }
      warnings.add(
          "no servlet is mapped to the paths of the route \""
              + route
              + "\" ("
              + route.source()
              + ") and no file is there: if it is not for a WebSocket endpoint, it is misspelt or"
              + " left over");
    }
    return warnings;
  }

  private boolean hasWebSocket() {
    return WEBSOCKET_CONTAINERS.stream().anyMatch(name -> context.getAttribute(name) != null);
  }

  /** Whether the application has a file that the container's own servlet may serve there. */
  private boolean isForFiles(PathPattern paths) {
    String start = paths.literalStart();
    try {
      if (!start.endsWith("/")) {
        return context.getResource(start) != null;
      }
      Set<String> files = context.getResourcePaths(start);
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
