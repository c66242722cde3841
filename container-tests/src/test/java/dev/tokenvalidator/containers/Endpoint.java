package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import org.jspecify.annotations.Nullable;

/** What the application of the matrix has, each behind a servlet or a method of a framework. */
enum Endpoint {
  /** Below {@code /api/admin}. */
  ADMIN("admin"),
  /** {@code /admin/exact}, and nothing else. */
  EXACT("admin"),
  /** {@code GET /api/reports}: the rule names the method. */
  REPORT("admin"),
  /** Whatever ends with {@code .do}. */
  EXTENSION("read"),
  /** Catches all that is left below {@code /api}. */
  SIBLING("read"),
  /** The root alone. */
  HOME("read"),
  /** Catches all that is left. */
  DEFAULT("read"),
  /** Below {@code /public} and {@code /api/public}. */
  PUBLIC(null);

  private final @Nullable String scope;

  Endpoint(@Nullable String scope) {
    this.scope = scope;
  }

  /** What the caller's token must have; null where there need not be any. */
  @Nullable String scope() {
    return scope;
  }

  /** The rules that say so to the filter. */
  static void route(BearerTokenFilterBuilder filter) {
    filter
        .route("/api/admin/*", allOf("admin"))
        .route("/admin/exact", allOf("admin"))
        .route("GET", "/api/reports", allOf("admin"))
        .route("/api/public/*", open())
        .route("/public/*", open())
        .route("/*", allOf("read"));
  }
}
