package dev.tokenvalidator.servlet;

import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.servlet.http.HttpServlet;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the annotations of one servlet class ask for. Immutable. */
final class AnnotatedServlet {

  /** A servlet whose class is unknown: it may be annotated. */
  static final AnnotatedServlet UNRESOLVED = new AnnotatedServlet(null, Map.of(), true);

  /** Spring's dispatcher servlet, the only one that MockMvc runs. */
  static final AnnotatedServlet IN_MOCK_MVC = new AnnotatedServlet(null, Map.of(), true);

  private final @Nullable AnnotationRule onClass;
  private final Map<String, AnnotationRule> onMethods;
  private final boolean actsOnOptions;

  private AnnotatedServlet(
      @Nullable AnnotationRule onClass,
      Map<String, AnnotationRule> onMethods,
      boolean actsOnOptions) {
    this.onClass = onClass;
    this.onMethods = onMethods;
    this.actsOnOptions = actsOnOptions;
  }

  /**
   * What annotations ask for, as a rule.
   *
   * @param method the HTTP method; {@code *} for every method
   */
  private record AnnotationRule(String method, AnnotatedAccess annotated, AccessRule rule) {

    static AnnotationRule of(String method, AnnotatedAccess annotated) {
      String name = (method.equals("*") ? "" : method + " ") + annotated;
      return new AnnotationRule(method, annotated, new AccessRule(name, annotated.access(), null));
    }

    AuditEntry.Rule toAuditRule(String mapping) {
      return new AuditEntry.Rule(
          method, mapping, annotated.access().toString(), String.join(", ", annotated.sources()));
    }
  }

  /**
   * Reads the annotations of a servlet class.
   *
   * @throws InvalidSettingException naming the annotation that is malformed, contradicts another or
   *     would have no effect
   */
  static AnnotatedServlet of(Class<?> servlet) {
    AnnotationCheck.check(servlet);
    AnnotatedAccess onClass = AnnotatedAccess.of(servlet).orElse(null);
    Map<String, AnnotationRule> onMethods = new HashMap<>();
    ServletMethods.BY_HTTP_METHOD
        .keySet()
        .forEach(
            method ->
                onMethod(servlet, method)
                    .filter(
                        annotated ->
                            onClass == null || !annotated.sources().equals(onClass.sources()))
                    .ifPresent(
                        annotated -> onMethods.put(method, AnnotationRule.of(method, annotated))));
    return new AnnotatedServlet(
        onClass == null ? null : AnnotationRule.of("*", onClass),
        Map.copyOf(onMethods),
        !HttpServlet.class.isAssignableFrom(servlet)
            || ServletMethods.overridesService(servlet)
            || ServletMethods.overrides(servlet, "doOptions"));
  }

  /** What a method asks for, the class included; empty if neither is annotated. */
  private static Optional<AnnotatedAccess> onMethod(Class<?> servlet, String method) {
    Method answer = ServletMethods.of(servlet, method);
    Optional<AnnotatedAccess> annotated =
        answer == null ? AnnotatedAccess.of(servlet) : AnnotatedAccess.of(servlet, answer);
    if (!method.equals("HEAD")) {
      return checked(annotated, servlet);
    }
    // doHead runs doGet unless it is overridden, and even then it shows what GET shows.
    return Stream.of(onMethod(servlet, "GET"), checked(annotated, servlet))
        .flatMap(Optional::stream)
        .reduce(AnnotatedAccess::and);
  }

  private static Optional<AnnotatedAccess> checked(
      Optional<AnnotatedAccess> annotated, Class<?> servlet) {
    String part = annotated.flatMap(found -> found.access().organizationPart()).orElse(null);
    if (part != null) {
      throw new InvalidSettingException(
          "@Organization",
          "for "
              + servlet.getName()
              + ": a servlet has no path parameter "
              + part
              + "; remove the annotation, and give the servlet a route with organization("
              + part
              + ")");
    }
    return annotated;
  }

  /** The rule for a method; null if the annotations do not cover it. */
  @Nullable AccessRule rule(String method) {
    AnnotationRule found = onMethods.getOrDefault(method, onClass);
    return found == null ? null : found.rule;
  }

  /** Whether the servlet's own code may run for OPTIONS; that of HttpServlet only lists methods. */
  boolean actsOnOptions() {
    return actsOnOptions;
  }

  boolean isAnnotated() {
    return onClass != null || !onMethods.isEmpty();
  }

  /** Whether an annotation asks for a token, but none says of which organizations. */
  boolean leavesOrganizationOpen() {
    return rules()
        .map(AnnotationRule::rule)
        .anyMatch(rule -> !rule.isOpen() && !rule.access().namesOrganization());
  }

  /** Whether an annotation says which organizations may enter. */
  boolean namesOrganization() {
    return rules().anyMatch(rule -> rule.rule.access().namesOrganization());
  }

  /** The annotations that open the servlet, by HTTP method; {@code *} stands for every method. */
  Map<String, AnnotatedAccess> open() {
    return rules()
        .filter(rule -> rule.rule.isOpen())
        .collect(Collectors.toMap(AnnotationRule::method, AnnotationRule::annotated));
  }

  private Stream<AnnotationRule> rules() {
    return Stream.concat(Stream.ofNullable(onClass), onMethods.values().stream());
  }

  /** For the audit: what requests to a mapping need. */
  List<AuditEntry.Rule> toAuditRules(String mapping) {
    List<AuditEntry.Rule> rules = new ArrayList<>();
    new TreeMap<>(onMethods).values().forEach(rule -> rules.add(rule.toAuditRule(mapping)));
    if (onClass != null) {
      rules.add(onClass.toAuditRule(mapping));
    }
    return rules;
  }
}
