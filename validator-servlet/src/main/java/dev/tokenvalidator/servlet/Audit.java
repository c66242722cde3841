package dev.tokenvalidator.servlet;

import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Finds the rules that cover the servlets of an application when it starts.
 *
 * @param entries one for each mapping of each servlet
 * @param warnings probable mistakes that do not let anybody in
 */
record Audit(List<AuditEntry> entries, List<String> warnings) {

  /**
   * Lists the rules for each mapping.
   *
   * @throws InvalidSettingException if only annotations cover a servlet, but tokens need an
   *     organization; if nothing covers a servlet, but {@code requireCoverage} is set; or if no
   *     servlet is mapped to the paths of a route
   */
  static Audit of(
      ServletContext context,
      FilterSettings settings,
      AnnotatedServlets servlets,
      OtherFilters filters,
      boolean annotationsSuffice) {
    MappingAudit mappings =
        new MappingAudit(
            settings, servlets, annotationsSuffice, SpringModule.readsAnnotations(context));
    new TreeMap<>(context.getServletRegistrations())
        .forEach((name, registration) -> mappings.add(registration, servlets.of(name)));
    List<String> warnings = new ArrayList<>(mappings.warnings());
    if (!mappings.applicationMappings().isEmpty() && mappingsAreKnown(context)) {
      warnings.addAll(
          new UnusedRoutes(context, filters)
              .check(
                  settings.routes(), mappings.applicationMappings(), everythingIsServed(context)));
    }
    warnings.addAll(UnreadAnnotations.check(context));
    return new Audit(List.copyOf(mappings.entries()), List.copyOf(warnings));
  }

  /** Embedded Tomcat hides mappings that were made by its own API. */
  private static boolean mappingsAreKnown(ServletContext context) {
    return context.getServletRegistrations().values().stream()
        .noneMatch(ContainerServlets::mayHaveHiddenMappings);
  }

  /** Without such a servlet, embedded Tomcat answers in front of all filters. */
  private static boolean everythingIsServed(ServletContext context) {
    return context.getServletRegistrations().values().stream()
        .anyMatch(ContainerServlets::isForEverything);
  }

  /** For the log: a table, one line for each rule that a mapping may meet. */
  String table() {
    return LogTable.of(
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
}
