package dev.tokenvalidator.rest;

import dev.tokenvalidator.AnnotatedAccess;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit: a resource method, what it needs and where that comes from.
 *
 * @param httpMethod such as {@code GET}; {@code *} if the method does not say
 * @param path its template, below the path of the application; empty for a sub-resource and for a
 *     resource made in code, whose path is known with the request
 * @param handler class and method
 * @param needs what a request needs, in the words of a route: {@code allOf(read:products)}; empty
 *     if no annotation says so
 * @param sources where that comes from; empty if no annotation says so
 */
public record AuditedEndpoint(
    String httpMethod, String path, String handler, String needs, List<String> sources) {

  /** Copies the list. */
  public AuditedEndpoint {
    sources = List.copyOf(sources);
  }

  static AuditedEndpoint of(Class<?> type, Method method, @Nullable AnnotatedAccess access) {
    String methods = String.join(",", ResourcePath.httpMethods(type, method));
    return new AuditedEndpoint(
        methods.isEmpty() ? "*" : methods,
        ResourcePath.template(type, method).orElse(""),
        type.getName() + "." + method.getName(),
        access == null ? "" : access.access().toString(),
        access == null ? List.of() : access.sources());
  }

  /** One line for people. */
  @Override
  public String toString() {
    return httpMethod
        + (path.isEmpty() ? "" : " " + path)
        + " -> "
        + handler
        + ": "
        + (needs.isEmpty() ? "no annotation" : needs + " by " + String.join(", ", sources));
  }
}
