package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Holds the rules against the servlets that are there when the application starts.
 *
 * @param entries one for each mapping of each servlet
 * @param warnings what the operator probably did not mean, though it opens no door
 */
record StartupAudit(List<AuditEntry> entries, List<String> warnings) {

  /**
   * Lists what covers each mapping.
   *
   * @throws InvalidSettingException if a servlet that no route covers is covered by annotations
   *     that do not suffice
   */
  static StartupAudit of(
      ServletContext context,
      Routes routes,
      AnnotatedServlets servlets,
      boolean annotationsSuffice) {
    List<AuditEntry> entries = new ArrayList<>();
    List<PathPattern> mappings = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    new TreeMap<>(context.getServletRegistrations())
        .forEach(
            (name, registration) -> {
              ServletScopes scopes = servlets.of(name);
              for (String mapping : registration.getMappings()) {
                PathPattern paths = PathPattern.ofMapping(mapping);
                mappings.add(paths);
                if (!routes.coverMapping(paths)) {
                  checkAnnotations(registration, mapping, scopes, annotationsSuffice);
                  if (scopes == ServletScopes.UNRESOLVED) {
                    warnings.add(unresolved(registration, mapping));
                  }
                }
                if (scopes.isAnnotated() && !annotationsSuffice) {
                  routes.all().stream()
                      .filter(route -> route.rule().isOpen() && route.pattern().overlaps(paths))
                      .forEach(route -> warnings.add(opensNothing(registration, route)));
                }
                entries.add(entry(registration, mapping, rules(routes, paths, scopes)));
              }
            });
    if (mapsAreKnown(context)) {
      routes.all().stream()
          .filter(route -> mappings.stream().noneMatch(route.pattern()::overlaps))
          .forEach(
              route -> warnings.add("no servlet is mapped to the paths of the route " + route));
    }
    return new StartupAudit(List.copyOf(entries), List.copyOf(warnings));
  }

  /** Embedded Tomcat does not tell the mappings that were made by its own API. */
  private static boolean mapsAreKnown(ServletContext context) {
    return context.getServletRegistrations().values().stream()
        .noneMatch(registration -> registration.getMappings().isEmpty());
  }

  /** For the log: one line a mapping. */
  String table() {
    StringBuilder table = new StringBuilder("what covers the servlets of this application:");
    entries.forEach(entry -> table.append(System.lineSeparator()).append("  ").append(entry));
    return table.toString();
  }

  /**
   * Embedded Tomcat without Jasper registers a servlet of this kind for JSP pages: no reason not to
   * start, since nothing that is not covered is ever called.
   */
  private static String unresolved(ServletRegistration registration, String mapping) {
    return "the class "
        + registration.getClassName()
        + " of the servlet "
        + registration.getName()
        + " cannot be loaded, so nobody can tell whether it is annotated: requests to "
        + mapping
        + " are refused unless a route covers them";
  }

  private static String opensNothing(ServletRegistration registration, Route route) {
    return "where @RequiresScope of the servlet "
        + registration.getName()
        + " asks for a token, requests are refused in spite of the open route "
        + route
        + ": neither says which organization may in";
  }

  private static void checkAnnotations(
      ServletRegistration registration,
      String mapping,
      ServletScopes scopes,
      boolean annotationsSuffice) {
    if (scopes.isAnnotated() && !annotationsSuffice) {
      throw new InvalidSettingException(
          "routes",
          "the servlet "
              + registration.getName()
              + " is covered by @RequiresScope alone, which cannot say which organization may in;"
              + " add a route that covers "
              + mapping);
    }
  }

  /** Those that a request may meet: up to the first route that takes everything. */
  private static List<String> rules(Routes routes, PathPattern paths, ServletScopes scopes) {
    List<String> rules = new ArrayList<>();
    for (Route route : routes.all()) {
      if (route.pattern().overlaps(paths)) {
        rules.add(route.toString());
        if (route.method() == null && route.pattern().covers(paths)) {
          break;
        }
      }
    }
    rules.addAll(scopes.names());
    return rules;
  }

  private static AuditEntry entry(
      ServletRegistration registration, String mapping, List<String> rules) {
    String className = registration.getClassName();
    return new AuditEntry(
        mapping, registration.getName(), className == null ? "" : className, rules);
  }
}
