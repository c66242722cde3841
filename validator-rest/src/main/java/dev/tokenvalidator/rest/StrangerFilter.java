package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.time.Duration;

/**
 * Asks strangers for a token where no endpoint has let them in, so that 404 and 405 tell them
 * nothing about the application.
 */
final class StrangerFilter implements ContainerResponseFilter {

  private final Protection protection;

  StrangerFilter(Protection protection) {
    this.protection = protection;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Caller caller = Caller.of(request);
    // Without a caller, a filter in front of the authentication has answered.
    if (caller == null || caller.isAdmitted() || Responses.isOurs(request)) {
      return;
    }
    TurnedAway instead;
    try {
      instead = protection.door().insteadOfOther(caller, request);
    } catch (RuntimeException | LinkageError e) {
      Responses.failed(e);
      instead = TurnedAway.unavailable(Duration.ofSeconds(1));
    }
    if (instead != null) {
      Responses.replace(request, response, instead);
    }
  }
}
