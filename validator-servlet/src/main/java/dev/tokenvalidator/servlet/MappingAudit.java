package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayList;
import java.util.List;

/** Audits the servlet mappings of an application, one after the other. */
final class MappingAudit {

  private final FilterSettings settings;
  private final Routes routes;
  private final AnnotatedServlets servlets;

  /** False if tokens need an organization: only a route can say which one. */
  private final boolean annotationsSuffice;

  /** Whether annotations on controllers of Spring MVC are enforced. */
  private final boolean readsControllers;

  private final List<AuditEntry> entries = new ArrayList<>();
  private final List<PathPattern> applicationMappings = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  MappingAudit(
      FilterSettings settings,
      AnnotatedServlets servlets,
      boolean annotationsSuffice,
      boolean readsControllers) {
    this.readsControllers = readsControllers;
    this.settings = settings;
    this.routes = settings.routes();
    this.servlets = servlets;
    this.annotationsSuffice = annotationsSuffice;
  }

  List<AuditEntry> entries() {
    return entries;
  }

  /** The mappings that the container did not make. */
  List<PathPattern> applicationMappings() {
    return applicationMappings;
  }

  List<String> warnings() {
    return warnings;
  }

  /**
   * Audits the mappings of one servlet.
   *
   * @throws InvalidSettingException if one of them is not protected as the settings demand
   */
  void add(ServletRegistration registration, AnnotatedServlet servlet) {
    if (MetadataPlace.isRegisteredAs(registration)) {
      return;
    }
    if (settings.requireCoverage() && mayBeMappedUncovered(registration)) {
      throw unknownMapping(registration);
    }
    registration.getMappings().forEach(mapping -> add(registration, servlet, mapping));
  }

  private void add(ServletRegistration registration, AnnotatedServlet servlet, String mapping) {
    PathPattern paths = PathPattern.ofMapping(mapping);
    boolean isOfContainer = ContainerServlets.isMappedByContainer(registration, mapping);
    if (!isOfContainer) {
      applicationMappings.add(paths);
    }
    checkAnnotations(registration, servlet, mapping, paths);
    AuditEntry entry = entry(registration, mapping, rules(paths, servlet));
    if (settings.requireCoverage() && !isOfContainer && entry.rules().isEmpty()) {
      throw uncovered(entry);
    }
    if (settings.allowPreflight() && servlet.actsOnOptions()) {
      warnings.add(preflight(entry));
    }
    entries.add(entry);
  }

  private void checkAnnotations(
      ServletRegistration registration,
      AnnotatedServlet servlet,
      String mapping,
      PathPattern paths) {
    checkOpens(servlet, mapping, paths);
    if (annotationsSuffice && servlet.namesOrganization()) {
      throw namesOrganization(registration);
    }
    boolean leavesOrganizationOpen = !annotationsSuffice && servlet.leavesOrganizationOpen();
    if (!routes.cover(paths)) {
      if (leavesOrganizationOpen) {
        throw annotationsDoNotSuffice(registration, mapping);
      }
      if (servlet == AnnotatedServlet.UNRESOLVED) {
        warnings.add(unresolved(registration, mapping));
      }
    }
    if (leavesOrganizationOpen) {
      routes.all().stream()
          .filter(route -> route.rule().isOpen() && route.pattern().overlaps(paths))
          .forEach(route -> warnings.add(opensNothing(registration, route)));
    }
    List<String> classes = servlets.classNames(registration);
    if (!servlet.isAnnotated() && !(readsControllers && SpringModule.isDispatcher(classes))) {
      FrameworkServlets.warning(registration, classes, routesFor(paths)).ifPresent(warnings::add);
    }
  }

  /** Refuses an annotation that opens nothing, because a route asks for a token everywhere. */
  private void checkOpens(AnnotatedServlet servlet, String mapping, PathPattern paths) {
    servlet
        .open()
        .forEach(
            (method, annotated) ->
                routesFor(paths).stream()
                    .filter(route -> route.method() == null || route.method().equals(method))
                    .filter(route -> route.pattern().covers(paths))
                    .findFirst()
                    .filter(route -> !route.rule().isOpen())
                    .ifPresent(
                        route -> {
                          throw withoutEffect(annotated, mapping, route);
                        }));
  }

  private static InvalidSettingException withoutEffect(
      AnnotatedAccess open, String mapping, Route route) {
    return new InvalidSettingException(
        "@Open",
        String.join(" and ", open.sources()).replace("@Open ", "")
            + ": it has no effect on "
            + mapping
            + ", because the route \""
            + route
            + "\" asks for a token; remove one of them, or add an open route in front of that one"
            + " and remove the annotation");
  }

  private List<AuditEntry.Rule> rules(PathPattern paths, AnnotatedServlet servlet) {
    List<AuditEntry.Rule> rules = new ArrayList<>();
    routesFor(paths).forEach(route -> rules.add(route.toAuditRule()));
    rules.addAll(servlet.toAuditRules(paths.toString()));
    return rules;
  }

  /** The routes that a request may meet: up to the first that takes every request. */
  private List<Route> routesFor(PathPattern paths) {
    List<Route> found = new ArrayList<>();
    for (Route route : routes.all()) {
      if (route.pattern().overlaps(paths)) {
        found.add(route);
        if (route.method() == null && route.pattern().covers(paths)) {
          break;
        }
      }
    }
    return found;
  }

  private static AuditEntry entry(
      ServletRegistration registration, String mapping, List<AuditEntry.Rule> rules) {
    String className = registration.getClassName();
    return new AuditEntry(
        mapping, registration.getName(), className == null ? "" : className, rules);
  }

  private boolean mayBeMappedUncovered(ServletRegistration registration) {
    return ContainerServlets.mayHaveHiddenMappings(registration)
        && !routes.cover(PathPattern.parse("/*"));
  }

  private static InvalidSettingException unknownMapping(ServletRegistration registration) {
    return new InvalidSettingException(
        NamedSetting.REQUIRE_COVERAGE.initParam(),
        "the container does not show the mappings of the servlet "
            + registration.getName()
            + "; map it by its ServletRegistration");
  }

  private static InvalidSettingException uncovered(AuditEntry entry) {
    return new InvalidSettingException(
        NamedSetting.REQUIRE_COVERAGE.initParam(),
        "nothing covers "
            + entry.mapping()
            + " of the servlet "
            + entry.servletName()
            + "; add a route for it, or an annotation");
  }

  private static InvalidSettingException annotationsDoNotSuffice(
      ServletRegistration registration, String mapping) {
    return new InvalidSettingException(
        "routes",
        "only annotations cover the servlet "
            + registration.getName()
            + ", and they do not say which organization may enter; add a route that covers "
            + mapping
            + ", or @AnyOrganization");
  }

  private static InvalidSettingException namesOrganization(ServletRegistration registration) {
    return new InvalidSettingException(
        "@AnyOrganization",
        "on "
            + registration.getClassName()
            + ": it has no effect, because the validator checks no token for an organization;"
            + " remove it, or set organizations to REQUIRED");
  }

  private static String preflight(AuditEntry entry) {
    return "the servlet "
        + entry.servletName()
        + " handles OPTIONS itself, so preflights to "
        + entry.mapping()
        + " need a token in spite of "
        + NamedSetting.ALLOW_PREFLIGHT.initParam()
        + "; put a CORS filter in front";
  }

  /**
   * A warning is enough, because a request that nothing covers is refused. Embedded Tomcat without
   * Jasper registers such a servlet for JSP pages.
   */
  private static String unresolved(ServletRegistration registration, String mapping) {
    return "the class "
        + registration.getClassName()
        + " of the servlet "
        + registration.getName()
        + " cannot be loaded, so its annotations are unknown: requests to "
        + mapping
        + " are refused unless a route covers them";
  }

  private static String opensNothing(ServletRegistration registration, Route route) {
    return "requests that the annotations of the servlet "
        + registration.getName()
        + " cover are refused in spite of the open route "
        + route
        + ": neither says which organization may enter";
  }
}
