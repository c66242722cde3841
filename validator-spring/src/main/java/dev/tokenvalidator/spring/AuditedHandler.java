package dev.tokenvalidator.spring;

import dev.tokenvalidator.AnnotatedAccess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit: a handler method, what it needs and where that comes from.
 *
 * @param request methods and patterns, such as {@code GET /products}
 * @param handler class and method
 * @param needs what a request needs besides its route, in the words of a route; empty if no
 *     annotation says so
 * @param sources where that comes from; empty if no annotation says so
 * @param isOpen whether annotations say that it needs no token
 * @param namesOrganization whether annotations say which organization may enter
 */
record AuditedHandler(
    String request,
    String handler,
    String needs,
    List<String> sources,
    boolean isOpen,
    boolean namesOrganization) {

  AuditedHandler {
    sources = List.copyOf(sources);
  }

  static AuditedHandler of(String request, Handler handler, @Nullable AnnotatedAccess access) {
    return new AuditedHandler(
        request,
        handler.toString(),
        access == null ? "" : access.access().toString(),
        access == null ? List.of() : access.sources(),
        access != null && access.access().isOpen(),
        access != null && access.access().namesOrganization());
  }

  /** One line for people. */
  @Override
  public String toString() {
    return request
        + " -> "
        + handler
        + ": "
        + (needs.isEmpty() ? "no annotation" : needs + " by " + String.join(", ", sources));
  }
}
