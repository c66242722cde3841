package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.time.Duration;

/**
 * The last filter in front of every endpoint. It refuses a request that no {@link EndpointFilter}
 * has let in: the runtime did not show the endpoint when it started.
 */
final class AdmissionCheck implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    Caller caller = Caller.of(request);
    if (caller == null || !caller.isAdmitted()) {
      Responses.failed(
          new IllegalStateException(
              "the runtime has not shown the endpoint of " + request.getUriInfo().getPath()));
      Responses.abort(request, TurnedAway.unavailable(Duration.ofSeconds(1)));
    }
  }
}
