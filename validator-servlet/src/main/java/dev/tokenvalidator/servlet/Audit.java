package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Compares the rules with the servlets that are there when the application starts.
 *
 * @param entries one for each mapping of each servlet
 * @param warnings what the operator probably did not mean, though it opens no door
 */
record Audit(List<AuditEntry> entries, List<String> warnings) {

  /**
   * Lists what covers each mapping.
   *
   * @throws InvalidSettingException if a servlet that no route covers is covered by annotations
   *     that do not suffice, or by nothing where that is demanded; or if a route is for paths that
   *     no servlet is mapped to
   */
  static Audit of(
      ServletContext context,
      FilterSettings settings,
      AnnotatedServlets servlets,
      OtherFilters filters,
      boolean annotationsSuffice) {
    Routes routes = settings.routes();
    List<AuditEntry> entries = new ArrayList<>();
    List<PathPattern> mappings = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    new TreeMap<>(context.getServletRegistrations())
        .forEach(
            (name, registration) -> {
              AnnotatedServlet scopes = servlets.of(name);
              if (settings.requireCoverage() && mayBeMappedUncovered(registration, routes)) {
                throw unknownMapping(registration);
              }
              for (String mapping : registration.getMappings()) {
                PathPattern paths = PathPattern.ofMapping(mapping);
                boolean isOfContainer =
                    ContainerServlets.isMappedByContainer(registration, mapping);
                if (!isOfContainer) {
                  mappings.add(paths);
                }
                if (!routes.coverMapping(paths)) {
                  checkAnnotations(registration, mapping, scopes, annotationsSuffice);
                  if (scopes == AnnotatedServlet.UNRESOLVED) {
                    warnings.add(unresolved(registration, mapping));
                  }
                }
                if (scopes.isAnnotated() && !annotationsSuffice) {
                  routes.all().stream()
                      .filter(route -> route.rule().isOpen() && route.pattern().overlaps(paths))
                      .forEach(route -> warnings.add(opensNothing(registration, route)));
                }
                if (!scopes.isAnnotated()) {
                  FrameworkServlets.warning(
                          registration, servlets.classNames(registration), met(routes, paths))
                      .ifPresent(warnings::add);
                }
                AuditEntry entry = entry(registration, mapping, rules(routes, paths, scopes));
                if (settings.requireCoverage() && !isOfContainer && entry.rules().isEmpty()) {
                  throw uncovered(entry);
                }
                if (settings.allowPreflight() && scopes.actsOnOptions()) {
                  warnings.add(preflight(entry));
                }
                entries.add(entry);
              }
            });
    if (!mappings.isEmpty() && mapsAreKnown(context)) {
      warnings.addAll(
          new UnusedRoutes(context, filters).check(routes, mappings, everythingIsServed(context)));
    }
    warnings.addAll(UnreadAnnotations.warnings(context));
    return new Audit(List.copyOf(entries), List.copyOf(warnings));
  }

  /** Embedded Tomcat does not tell the mappings that were made by its own API. */
  private static boolean mapsAreKnown(ServletContext context) {
    return context.getServletRegistrations().values().stream()
        .noneMatch(ContainerServlets::mayHaveUntoldMappings);
  }

  /** Without such a servlet, embedded Tomcat answers in front of all filters. */
  private static boolean everythingIsServed(ServletContext context) {
    return context.getServletRegistrations().values().stream()
        .anyMatch(ContainerServlets::isForEverything);
  }

  private static boolean mayBeMappedUncovered(ServletRegistration registration, Routes routes) {
    return ContainerServlets.mayHaveUntoldMappings(registration)
        && !routes.coverMapping(PathPattern.parse("/*"));
  }

  private static InvalidSettingException unknownMapping(ServletRegistration registration) {
    return new InvalidSettingException(
        NamedSetting.REQUIRE_COVERAGE.initParam(),
        "the container does not tell what the servlet "
            + registration.getName()
            + " is mapped to; map it by its ServletRegistration");
  }

  /** For the log: a table, one line for each rule that a mapping may meet. */
  String table() {
    return AuditTable.of(
        "what covers the servlets of this application:",
        List.of("mapping", "servlet", "method", "needs", "from"),
        entries.stream().flatMap(entry -> rows(entry).stream()).toList());
  }

  private static List<List<String>> rows(AuditEntry entry) {
    if (entry.rules().isEmpty()) {
      return List.of(
          List.of(entry.mapping(), entry.servletName(), "*", "refused, nothing covers it", ""));
    }
    return entry.rules().stream()
        .map(
            rule ->
                List.of(
                    entry.mapping(),
                    entry.servletName(),
                    rule.method(),
                    rule.pattern().equals(entry.mapping())
                        ? rule.needs()
                        : rule.needs() + " on " + rule.pattern(),
                    rule.source()))
        .toList();
  }

  private static InvalidSettingException uncovered(AuditEntry entry) {
    return new InvalidSettingException(
        NamedSetting.REQUIRE_COVERAGE.initParam(),
        "nothing covers "
            + entry.mapping()
            + " of the servlet "
            + entry.servletName()
            + "; add a route for it, or @RequiresScope");
  }

  private static String preflight(AuditEntry entry) {
    return "the servlet "
        + entry.servletName()
        + " acts on OPTIONS itself, so preflights to "
        + entry.mapping()
        + " need a token in spite of "
        + NamedSetting.ALLOW_PREFLIGHT.initParam()
        + "; put a CORS filter in front";
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
      AnnotatedServlet scopes,
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

  private static List<AuditedRule> rules(
      Routes routes, PathPattern paths, AnnotatedServlet scopes) {
    List<AuditedRule> rules = new ArrayList<>();
    met(routes, paths).forEach(route -> rules.add(route.audited()));
    rules.addAll(scopes.audited(paths.toString()));
    return rules;
  }

  /** Those that a request may meet: up to the first route that takes everything. */
  private static List<Route> met(Routes routes, PathPattern paths) {
    List<Route> met = new ArrayList<>();
    for (Route route : routes.all()) {
      if (route.pattern().overlaps(paths)) {
        met.add(route);
        if (route.method() == null && route.pattern().covers(paths)) {
          break;
        }
      }
    }
    return met;
  }

  private static AuditEntry entry(
      ServletRegistration registration, String mapping, List<AuditedRule> rules) {
    String className = registration.getClassName();
    return new AuditEntry(
        mapping, registration.getName(), className == null ? "" : className, rules);
  }
}
