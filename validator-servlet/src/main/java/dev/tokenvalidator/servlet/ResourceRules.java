package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of an application by the paths that they are for: its routes, and its annotated
 * servlets.
 *
 * @param context of the application
 * @param servlets its servlets
 */
record ResourceRules(ServletContext context, AnnotatedServlets servlets) {

  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /**
   * The scopes of the paths of a resource, in alphabetical order.
   *
   * @param within the paths of resources inside of these paths, whose scopes are their own
   * @throws InvalidSettingException if there are none
   */
  List<String> scopes(
      ProtectedResource resource, PathPattern paths, List<PathPattern> within, Routes routes) {
    Set<String> scopes = new TreeSet<>();
    for (Route route : routes.all()) {
      if (isOf(route.pattern(), paths, within)) {
        scopes.addAll(route.rule().access().requiredScopes());
      }
    }
    context
        .getServletRegistrations()
        .forEach(
            (name, registration) -> {
              boolean isThere =
                  registration.getMappings().stream()
                      .anyMatch(mapping -> isOf(PathPattern.ofMapping(mapping), paths, within));
              if (isThere) {
                addScopes(servlets.of(name), scopes);
              }
            });
    scopes.remove("offline_access");
    if (scopes.isEmpty()) {
      throw new InvalidSettingException(
          "protectedResource",
          resource
              + ": no route and no annotated servlet of its paths needs a scope, so there is none to"
              + " collect; list its scopes, or leave collectScopes out");
    }
    return List.copyOf(scopes);
  }

  /**
   * The annotated servlets that ask for a token and are mapped outside of some paths only.
   *
   * @param paths of all resources
   */
  List<String> servletsOutside(List<PathPattern> paths) {
    return context.getServletRegistrations().entrySet().stream()
        .filter(entry -> asksForToken(servlets.of(entry.getKey())))
        .filter(entry -> !entry.getValue().getMappings().isEmpty())
        .filter(
            entry ->
                entry.getValue().getMappings().stream()
                    .map(PathPattern::ofMapping)
                    .noneMatch(mapping -> paths.stream().anyMatch(mapping::overlaps)))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static boolean asksForToken(AnnotatedServlet servlet) {
    return METHODS.stream().map(servlet::rule).anyMatch(rule -> rule != null && !rule.isOpen());
  }

  private static boolean isOf(PathPattern rule, PathPattern paths, List<PathPattern> within) {
    return rule.overlaps(paths) && within.stream().noneMatch(inner -> inner.covers(rule));
  }

  private static void addScopes(AnnotatedServlet servlet, Set<String> scopes) {
    for (String method : METHODS) {
      AccessRule rule = servlet.rule(method);
      if (rule != null) {
        scopes.addAll(rule.access().requiredScopes());
      }
    }
  }
}
