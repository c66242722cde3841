package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Lets a request in to one endpoint, or turns it away. */
final class EndpointFilter implements ContainerRequestFilter {

  private final Protection protection;
  private final Endpoint endpoint;

  EndpointFilter(Protection protection, Endpoint endpoint) {
    this.protection = protection;
    this.endpoint = endpoint;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Responses.orUnavailable(
        request,
        () -> {
          Caller caller = Caller.of(request);
          if (caller == null) {
            throw new IllegalStateException("no caller was looked for");
          }
          AccessDecision decision = endpoint.decide(protection.door(), caller, request);
          if (decision instanceof TurnedAway refusal) {
            Responses.abort(request, refusal);
          } else if (decision instanceof LetIn letIn) {
            protection.admit(request, caller, letIn.token().orElse(null));
          }
        });
  }
}
