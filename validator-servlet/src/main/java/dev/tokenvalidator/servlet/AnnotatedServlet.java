package dev.tokenvalidator.servlet;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the {@link RequiresScope} annotations of one servlet class ask, by method. Immutable. */
final class AnnotatedServlet {

  /** The methods that {@code HttpServlet} hands on to a Java method of their own. */
  static final Map<String, String> JAVA_METHODS =
      Map.of(
          "GET", "doGet",
          "HEAD", "doHead",
          "POST", "doPost",
          "PUT", "doPut",
          "PATCH", "doPatch",
          "DELETE", "doDelete",
          "OPTIONS", "doOptions",
          "TRACE", "doTrace");

  /** Of a servlet whose class is not known: it may be annotated, but nobody can tell. */
  static final AnnotatedServlet UNRESOLVED = new AnnotatedServlet("", null, Map.of(), true);

  /** Of Spring's dispatcher servlet, the only one that MockMvc runs. */
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
    JAVA_METHODS.forEach(
        (method, javaMethod) -> {
          Access access = onMethod(servlet, javaMethod);
          if (method.equals("HEAD")) {
            // doHead runs doGet unless it is overridden; even then it answers for what GET answers.
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
            || overridesService(servlet)
            || overrides(servlet, "doOptions"));
  }

  /** What a method needs; null where the annotations do not cover it. */
  @Nullable AccessRule rule(String method) {
    return onMethods.getOrDefault(method, onClass);
  }

  /** Whether code of the servlet's own may run for OPTIONS: HttpServlet's only lists methods. */
  boolean actsOnOptions() {
    return actsOnOptions;
  }

  boolean isAnnotated() {
    return onClass != null || !onMethods.isEmpty();
  }

  /** For the audit: what the annotations ask of requests to a mapping. */
  List<AuditedRule> audited(String mapping) {
    List<AuditedRule> rules = new ArrayList<>();
    new TreeMap<>(onMethods)
        .forEach((method, rule) -> rules.add(audited(method, mapping, rule.access())));
    if (onClass != null) {
      rules.add(audited("*", mapping, onClass.access()));
    }
    return rules;
  }

  private AuditedRule audited(String method, String mapping, Access access) {
    return new AuditedRule(method, mapping, access.toString(), "@RequiresScope of " + servletName);
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
   * What a class and its superclasses ask together: what the subclass asks for does not lift what
   * the methods it inherits were written under.
   */
  private static @Nullable Access onClass(Class<?> servlet) {
    Access all = null;
    List<Class<?>> types = hierarchy(servlet);
    for (int i = types.size() - 1; i >= 0; i--) {
      all = both(all, on(types.get(i), types.get(i).getName()));
    }
    return all;
  }

  /**
   * That of the nearest override that has one. Java does not hand annotations of methods down, but
   * an override that says nothing lifts nothing.
   */
  private static @Nullable Access onMethod(Class<?> servlet, String name) {
    for (Class<?> type : hierarchy(servlet)) {
      Method method = declared(type, name, HttpServletRequest.class, HttpServletResponse.class);
      Access access = method == null ? null : on(method, type.getName() + "." + name);
      if (access != null) {
        return access;
      }
    }
    return null;
  }

  /** What the annotation of one class or method asks for; null where there is none. */
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

  private static boolean overrides(Class<?> servlet, String name) {
    return hierarchy(servlet).stream()
        .anyMatch(
            type ->
                declared(type, name, HttpServletRequest.class, HttpServletResponse.class) != null);
  }

  static boolean overridesService(Class<?> servlet) {
    for (Class<?> type : hierarchy(servlet)) {
      if (declared(type, "service", HttpServletRequest.class, HttpServletResponse.class) != null
          || declared(type, "service", ServletRequest.class, ServletResponse.class) != null) {
        return true;
      }
    }
    return false;
  }

  /** The class and its superclasses, the most specific first, without those of the container. */
  static List<Class<?>> hierarchy(Class<?> servlet) {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type = servlet;
        type != null && type != HttpServlet.class && type != Object.class;
        type = type.getSuperclass()) {
      types.add(type);
    }
    return types;
  }

  private static @Nullable Method declared(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getDeclaredMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
