package dev.tokenvalidator.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/** Finds out who calls, before an endpoint is looked for. */
@PreMatching
final class AuthenticationFilter implements ContainerRequestFilter {

  private final Protection protection;

  AuthenticationFilter(Protection protection) {
    this.protection = protection;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Responses.orUnavailable(request, () -> protection.authenticate(request));
  }
}
