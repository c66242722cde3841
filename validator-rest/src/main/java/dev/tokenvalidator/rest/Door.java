package dev.tokenvalidator.rest;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResourceMetadata;
import dev.tokenvalidator.RequestContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, and answers for endpoints. Safe for use by several threads. */
sealed interface Door permits FilterInFront, OwnDoor {

  /** The response to a request for metadata, which everybody may read; null to any other. */
  ProtectedResourceMetadata.@Nullable Response metadata(ContainerRequestContext request);

  /**
   * Finds out who calls. May block the calling thread only if that is allowed.
   *
   * @param mayBlock whether the calling thread may block
   */
  CompletionStage<Caller> identify(ContainerRequestContext request, boolean mayBlock);

  /**
   * Decides about a request to an endpoint that needs a token. A refusal is reported, or logged.
   *
   * @param context the endpoint, for the report, and the organization that the path names
   */
  AccessDecision decide(
      Caller caller, ContainerRequestContext request, Access access, RequestContext context);

  /**
   * Decides about a request to an endpoint without an annotation. A refusal is reported, or logged.
   */
  AccessDecision decideUnannotated(
      Caller caller, ContainerRequestContext request, RequestContext context);

  /**
   * The answer to a request that has come to no endpoint, instead of a response that would tell a
   * stranger something; null if the caller may see the response.
   */
  @Nullable TurnedAway insteadOfOther(Caller caller, ContainerRequestContext request);

  /** Keeps a caller on the request, and shows it to what comes behind. */
  void show(ContainerRequestContext request, Caller caller);

  /**
   * Shows an open endpoint who calls.
   *
   * @return the token that it sees; null for nobody, whatever token the request has
   */
  @Nullable AccessToken showOpen(ContainerRequestContext request, Caller caller);

  /**
   * Checks what an endpoint needs against the settings.
   *
   * @throws InvalidSettingException if no token could ever meet it
   */
  void check(AnnotatedAccess access, String endpoint);

  /** Whether an endpoint without an annotation stops the start. */
  boolean requiresCoverage();

  /**
   * Whether tokens are validated here as they are in front.
   *
   * @param validatorInFront the validator of a servlet filter in front
   */
  boolean shares(Object validatorInFront);

  /** Ends what was started for this door. */
  void close();
}
