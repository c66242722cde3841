package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.allOf;
import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import org.jspecify.annotations.Nullable;

/** The endpoints of the matrix, each a servlet or a method of a framework. */
enum Endpoint {
  /** Below {@code /api/admin}. */
  ADMIN("admin"),
  /** {@code /admin/exact} only. */
  EXACT("admin"),
  /** {@code GET /api/reports}: the rule names the method. */
  REPORT("admin"),
  /** Every path that ends with {@code .do}. */
  EXTENSION("read"),
  /** Every other path below {@code /api}. */
  SIBLING("read"),
  /** The root only. */
  HOME("read"),
  /** Every other path. */
  DEFAULT("read"),
  /** Below {@code /public} and {@code /api/public}. */
  PUBLIC(null);

  private final @Nullable String scope;

  Endpoint(@Nullable String scope) {
    this.scope = scope;
  }

  /** The scope that the endpoint requires; null if it is open. */
  @Nullable String scope() {
    return scope;
  }

  /** Gives the filter the routes of the endpoints. */
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
