package dev.tokenvalidator.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.concurrent.CompletionStage;

/** Suspends a request by the means of its host, so that no thread waits. */
interface Suspension {

  /**
   * Suspends the request until something is done, and lets it go on then. If that fails, the
   * request is answered with 503.
   */
  void until(CompletionStage<Void> done, ContainerRequestContext request);
}
