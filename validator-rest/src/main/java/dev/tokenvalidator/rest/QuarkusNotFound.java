package dev.tokenvalidator.rest;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/**
 * Has Quarkus REST answer for paths without a resource itself. Otherwise it hands them back to
 * Vert.x, and no response filter sees them.
 */
final class QuarkusNotFound implements ExceptionMapper<NotFoundException> {

  /** A mapper of the application counts first. */
  static void register(FeatureContext context) {
    context.register(new QuarkusNotFound(), Integer.MAX_VALUE);
  }

  @Override
  public Response toResponse(NotFoundException exception) {
    return exception.getResponse();
  }
}
