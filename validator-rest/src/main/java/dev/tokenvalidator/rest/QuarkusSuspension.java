package dev.tokenvalidator.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jspecify.annotations.Nullable;

/** Suspends a request on Quarkus REST. Loaded only there. */
record QuarkusSuspension(ResteasyReactiveContainerRequestContext quarkus) implements Suspension {

  /** Null if the host is another one. */
  static @Nullable Suspension of(ContainerRequestContext request) {
    return request instanceof ResteasyReactiveContainerRequestContext quarkus
        ? new QuarkusSuspension(quarkus)
        : null;
  }

  @Override
  public void until(CompletionStage<Void> done, ContainerRequestContext request) {
    quarkus.suspend();
    done.whenComplete(
        (nothing, failure) -> {
          if (failure == null) {
            quarkus.resume();
          } else {
            // It resumes the request.
            Responses.orUnavailable(
                request,
                () -> {
                  throw new IllegalStateException(failure);
                });
          }
        });
  }
}
