package dev.tokenvalidator.rest;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.BearerToken;
import dev.tokenvalidator.Explanation;
import dev.tokenvalidator.InvalidRequestException;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.ProtectedResourceMetadata;
import dev.tokenvalidator.Refusal;
import dev.tokenvalidator.Refusal.Outcome;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ResourceServer;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The door of an application without a servlet filter: it validates the tokens itself. */
final class OwnDoor implements Door {

  private static final RequestContext NO_ENDPOINT = RequestContext.none().withRoute("no endpoint");

  private final AccessTokenValidator validator;
  private final DoorSettings settings;
  private final ResourceServer server;
  private final @Nullable ResourceDocument document;

  OwnDoor(AccessTokenValidator validator, DoorSettings settings) {
    this.validator = validator;
    this.settings = settings;
    String realm = settings.realm();
    ResourceServer without = ResourceServer.of(validator);
    ResourceServer named = realm == null ? without : without.withRealm(realm);
    ProtectedResource resource = settings.resource();
    this.server = resource == null ? named : named.withProtectedResource(resource);
    this.document =
        resource == null ? null : new ResourceDocument(resource, server.metadata().orElseThrow());
    checkUnannotated(settings.unannotated());
  }

  AccessTokenValidator validator() {
    return validator;
  }

  private void checkUnannotated(@Nullable Access access) {
    if (access == null || access.isOpen()) {
      return;
    }
    if (access.organizationPart().isPresent()
        || access.namesOrganization() != validator.organizations().mustBeNamed()) {
      throw new InvalidSettingException(
          "unannotated",
          "("
              + access
              + ") lets no token in: "
              + (access.organizationPart().isPresent()
                  ? "it cannot name a path parameter, because each endpoint has its own path"
                  : "it must name an organization exactly if the validator demands one"));
    }
  }

  @Override
  public ProtectedResourceMetadata.@Nullable Response metadata(ContainerRequestContext request) {
    return document == null ? null : document.respond(request);
  }

  /**
   * A token is validated here, before an endpoint is found. Without one there is nothing to report
   * yet, because the endpoint may be open.
   */
  @Override
  public CompletionStage<Caller> identify(ContainerRequestContext request, boolean mayBlock) {
    List<String> authorization = authorization(request);
    if (!holdsToken(authorization)) {
      return CompletableFuture.completedStage(Caller.unknown(authorization));
    }
    String method = request.getMethod();
    RequestContext context = withSource(RequestContext.none(), request);
    return mayBlock
        ? CompletableFuture.completedStage(
            caller(server.authenticate(method, authorization, context)))
        : server.authenticateAsync(method, authorization, context).thenApply(this::caller);
  }

  private Caller caller(AccessDecision decision) {
    if (decision instanceof LetIn letIn && letIn.token().isPresent()) {
      return Caller.known(
          new AccessTokenPrincipal(server, letIn.token().get(), Access.authenticated()));
    }
    return decision instanceof TurnedAway refusal
        ? Caller.refused(refusal)
        : Caller.unknown(List.of());
  }

  @Override
  public AccessDecision decide(
      Caller caller, ContainerRequestContext request, Access access, RequestContext context) {
    AccessTokenPrincipal principal = caller.principal();
    return principal == null
        ? missing(caller, request, access, context)
        : principal.authorize(request.getMethod(), access, withSource(context, request));
  }

  @Override
  public AccessDecision decideUnannotated(
      Caller caller, ContainerRequestContext request, RequestContext context) {
    Access access = settings.unannotated();
    if (access == null) {
      return refuse(caller, request, context);
    }
    return access.isOpen() ? new LetIn(Optional.empty()) : decide(caller, request, access, context);
  }

  private TurnedAway refuse(
      Caller caller, ContainerRequestContext request, RequestContext context) {
    AccessTokenPrincipal principal = caller.principal();
    if (principal == null) {
      return missing(caller, request, Access.authenticated(), context);
    }
    validator.report(
        Refusal.of(
                Outcome.INSUFFICIENT_SCOPE,
                Explanation.of("an endpoint that says what it needs", "one without an annotation")
                    .withHint(
                        "add @RequiresScope, @Authenticated or @Open to the method or its class, or"
                            + " set what endpoints without an annotation need (unannotated)"))
            .withContext(context.withMethod(request.getMethod()))
            .withClientId(principal.token().clientId()));
    return TurnedAway.notAllowed();
  }

  @Override
  public @Nullable TurnedAway insteadOfOther(Caller caller, ContainerRequestContext request) {
    return caller.principal() != null
        ? null
        : missing(caller, request, Access.authenticated(), NO_ENDPOINT);
  }

  /** A refused token was reported when it was validated; a missing one is reported here. */
  private TurnedAway missing(
      Caller caller, ContainerRequestContext request, Access access, RequestContext context) {
    String method = request.getMethod();
    TurnedAway refusal = caller.refusal();
    return refusal != null
        ? server.forHandler(method, refusal, access)
        // It does not block: these values hold no token, whatever the request has now.
        : (TurnedAway)
            server.decide(method, caller.authorization(), access, withSource(context, request));
  }

  /** Whether there is something to validate or to refuse. */
  private static boolean holdsToken(List<String> authorization) {
    try {
      return BearerToken.fromAuthorization(authorization).isPresent();
    } catch (InvalidRequestException e) {
      return true;
    }
  }

  private RequestContext withSource(RequestContext context, ContainerRequestContext request) {
    String source = settings.source().apply(request);
    return source == null ? context : context.withSource(source);
  }

  private static List<String> authorization(ContainerRequestContext request) {
    List<String> values = request.getHeaders().get("Authorization");
    return values == null ? List.of() : values;
  }

  @Override
  public void show(ContainerRequestContext request, Caller caller) {
    caller.putOn(request);
    request.setSecurityContext(
        new CallersSecurityContext(caller.principal(), request.getSecurityContext()));
  }

  @Override
  public @Nullable AccessToken showOpen(ContainerRequestContext request, Caller caller) {
    request.setSecurityContext(new CallersSecurityContext(null, request.getSecurityContext()));
    return null;
  }

  @Override
  public void check(AnnotatedAccess annotated, String endpoint) {
    Access access = annotated.access();
    boolean mustBeNamed = validator.organizations().mustBeNamed();
    if (!access.isOpen() && access.namesOrganization() != mustBeNamed) {
      throw new InvalidSettingException(
          "organizations",
          "the endpoint "
              + endpoint
              + " ("
              + annotated
              + ") "
              + (mustBeNamed
                  ? "does not say which organization may enter; add @Organization or"
                      + " @AnyOrganization"
                  : "names an organization, but the validator checks no token for one; remove the"
                      + " annotation, or set organizations to REQUIRED"));
    }
  }

  @Override
  public boolean requiresCoverage() {
    return settings.requireCoverage();
  }

  @Override
  public boolean shares(Object validatorInFront) {
    return validator.equals(validatorInFront);
  }

  @Override
  public void close() {
    if (settings.ownsValidator()) {
      validator.close();
    }
  }
}
