package dev.tokenvalidator.rest;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Providers;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Has Quarkus REST answer for paths without a resource itself. Otherwise it hands them back to
 * Vert.x, and no response filter sees them.
 *
 * <p>Its annotation means something to Quarkus REST only: a {@code @Provider} would be found by
 * other runtimes too.
 */
final class QuarkusNotFound {

  /** Behind the default, 5000: the application's own mapper of this exception counts first. */
  private static final int PRIORITY = 9000;

  private final Providers providers;

  QuarkusNotFound(@Context Providers providers) {
    this.providers = providers;
  }

  /** Answers as if this mapper were not there: a mapper of a superclass may be. */
  @ServerExceptionMapper(value = NotFoundException.class, priority = PRIORITY)
  Response answer(NotFoundException exception) {
    @Nullable ExceptionMapper<ClientErrorException> other =
        providers.getExceptionMapper(ClientErrorException.class);
    return other == null ? exception.getResponse() : other.toResponse(exception);
  }
}
