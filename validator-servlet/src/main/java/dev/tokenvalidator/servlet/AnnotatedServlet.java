package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.http.HttpServlet;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the {@link RequiresScope} annotations of one servlet class ask for. Immutable. */
final class AnnotatedServlet {

  /** A servlet whose class is unknown: it may be annotated. */
  static final AnnotatedServlet UNRESOLVED = new AnnotatedServlet("", null, Map.of(), true);

  /** Spring's dispatcher servlet, the only one that MockMvc runs. */
  static final AnnotatedServlet IN_MOCK_MVC = new AnnotatedServlet("", null, Map.of(), true);

  private final String servletName;
  private final @Nullable AccessRule onClass;
  private final Map<String, AccessRule> onMethods;
  private final boolean actsOnOptions;

  private AnnotatedServlet(
      String servletName,
      @Nullable AccessRule onClass,
      Map<String, AccessRule> onMethods,
      boolean actsOnOptions) {
    this.servletName = servletName;
    this.onClass = onClass;
    this.onMethods = onMethods;
    this.actsOnOptions = actsOnOptions;
  }

  /**
   * Reads the annotations of a servlet class.
   *
   * @throws InvalidSettingException naming the annotation that is malformed or would have no effect
   */
  static AnnotatedServlet of(Class<?> servlet) {
    AnnotationCheck.check(servlet);
    Access onClass = onClass(servlet);
    Map<String, AccessRule> onMethods = new HashMap<>();
    ServletMethods.BY_HTTP_METHOD.forEach(
        (method, javaMethod) -> {
          Access access = onMethod(servlet, javaMethod);
          if (method.equals("HEAD")) {
            // doHead runs doGet unless it is overridden, and even then it shows what GET shows.
            access = both(onMethod(servlet, "doGet"), access);
          }
          if (access != null) {
            onMethods.put(method, rule(servlet, method + " ", both(onClass, access)));
          }
        });
    return new AnnotatedServlet(
        servlet.getName(),
        onClass == null ? null : rule(servlet, "", onClass),
        Map.copyOf(onMethods),
        !HttpServlet.class.isAssignableFrom(servlet)
            || ServletMethods.overridesService(servlet)
            || ServletMethods.overrides(servlet, "doOptions"));
  }

  /** The rule for a method; null if the annotations do not cover it. */
  @Nullable AccessRule rule(String method) {
    return onMethods.getOrDefault(method, onClass);
  }

  /** Whether the servlet's own code may run for OPTIONS; that of HttpServlet only lists methods. */
  boolean actsOnOptions() {
    return actsOnOptions;
  }

  boolean isAnnotated() {
    return onClass != null || !onMethods.isEmpty();
  }

  /** For the audit: what requests to a mapping need. */
  List<AuditEntry.Rule> toAuditRules(String mapping) {
    List<AuditEntry.Rule> rules = new ArrayList<>();
    new TreeMap<>(onMethods)
        .forEach((method, rule) -> rules.add(toAuditRule(method, mapping, rule.access())));
    if (onClass != null) {
      rules.add(toAuditRule("*", mapping, onClass.access()));
    }
    return rules;
  }

  private AuditEntry.Rule toAuditRule(String method, String mapping, Access access) {
    return new AuditEntry.Rule(
        method, mapping, access.toString(), "@RequiresScope of " + servletName);
  }

  private static AccessRule rule(Class<?> servlet, String method, @Nullable Access access) {
    return new AccessRule(
        method + access + " by @RequiresScope of " + servlet.getName(),
        access == null ? Access.authenticated() : access,
        null);
  }

  private static @Nullable Access both(@Nullable Access one, @Nullable Access other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.and(other);
  }

  /**
   * What a class and its superclasses ask for together. Inherited methods keep the protection that
   * they were written under.
   */
  private static @Nullable Access onClass(Class<?> servlet) {
    Access all = null;
    List<Class<?>> types = ServletMethods.hierarchy(servlet);
    for (int i = types.size() - 1; i >= 0; i--) {
      all = both(all, on(types.get(i), types.get(i).getName()));
    }
    return all;
  }

  /**
   * What the nearest annotated override asks for. Java does not inherit annotations of methods, but
   * an override without one keeps the protection.
   */
  private static @Nullable Access onMethod(Class<?> servlet, String name) {
    for (Class<?> type : ServletMethods.hierarchy(servlet)) {
      Method method = ServletMethods.declared(type, name);
      Access access = method == null ? null : on(method, type.getName() + "." + name);
      if (access != null) {
        return access;
      }
    }
    return null;
  }

  /** What the annotation of one class or method asks for; null for none. */
  private static @Nullable Access on(AnnotatedElement element, String where) {
    RequiresScope annotation = element.getDeclaredAnnotation(RequiresScope.class);
    if (annotation == null) {
      return null;
    }
    try {
      return Access.of(annotation);
    } catch (IllegalArgumentException e) {
      throw AnnotationCheck.invalid(where, String.valueOf(e.getMessage()));
    }
  }
}
