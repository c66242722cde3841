package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletContext;
import java.net.MalformedURLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds routes whose paths nothing serves: they are misspelt or left over. */
final class UnusedRoutes {

  /**
   * The context attributes that show WebSocket endpoints: the standard one (Jakarta WebSocket 2.1
   * section 6.4) and that of Jetty's own API.
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
   * Checks that a servlet of the application, a filter that serves content, or a file serves the
   * paths of each route.
   *
   * @param mappings of the application's own servlets
   * @param everythingIsServed whether a servlet of the container gets every other path, so that
   *     filters run for it
   * @return warnings about routes that something invisible may serve
   * @throws InvalidSettingException naming a route that nothing serves
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
          "it matches no servlet mapping and no file, so it is misspelt or left over ("
              + route.source()
              + ")";
      String exception = exception(paths, everythingIsServed);
      if (exception == null) {
        throw Route.malformed(
            route.toString(), problem + "; correct it, remove it, or map a servlet");
      }
      warnings.add("route \"" + route + "\": " + problem + ", unless it is for " + exception);
    }
    return warnings;
  }

  /** What may serve the paths without being visible; null for nothing. */
  private @Nullable String exception(PathPattern paths, boolean everythingIsServed) {
    if (WEBSOCKET_CONTAINERS.stream().anyMatch(name -> context.getAttribute(name) != null)) {
      return "a WebSocket endpoint";
    }
    if (everythingIsServed && filters.mayServeAnything()) {
      return "a filter";
    }
    // Such as /favicon.ico and /.well-known/*: with an open route a missing file is 404, not 401.
    return everythingIsServed && paths.literalStart().indexOf('.') >= 0 ? "a file to come" : null;
  }

  /** Whether the application has a file or directory there that the container may serve. */
  private boolean isForFiles(PathPattern paths) {
    String start = paths.literalStart();
    try {
      if (context.getResource(start) != null) {
        return true;
      }
      Set<String> files = start.endsWith("/") ? context.getResourcePaths(start) : null;
      return files != null && files.stream().anyMatch(UnusedRoutes::isServed);
    } catch (MalformedURLException | RuntimeException e) {
      // The container has no files under such a path.
      return false;
    }
  }

  private static boolean isServed(String file) {
    return !file.startsWith("/WEB-INF/") && !file.startsWith("/META-INF/");
  }
}
