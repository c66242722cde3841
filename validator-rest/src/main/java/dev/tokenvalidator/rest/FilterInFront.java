package dev.tokenvalidator.rest;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.BearerChallenge;
import dev.tokenvalidator.ProtectedResourceMetadata;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ResourceServer;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The filter of {@code validator-servlet} in front of the endpoints. It has let the request in, by
 * its routes; the endpoint's annotations may ask for more.
 */
final class FilterInFront implements Door {

  /** What the filter keeps on each request that it lets in, and nobody else can make. */
  private static final String ADMITTED = "dev.tokenvalidator.servlet.Caller";

  /** The attribute of the filter's requests with the resource server of their path. */
  private static final String RESOURCE_SERVER = ResourceServer.class.getName();

  private static final TurnedAway MISSING = TurnedAway.with(BearerChallenge.missingToken());

  private final boolean requiresCoverage;

  /** Endpoints that the log has named: as many as there are endpoints at most. */
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  FilterInFront(boolean requiresCoverage) {
    this.requiresCoverage = requiresCoverage;
  }

  /** The filter serves it. */
  @Override
  public ProtectedResourceMetadata.@Nullable Response metadata(ContainerRequestContext request) {
    return null;
  }

  @Override
  public CompletionStage<Caller> identify(ContainerRequestContext request, boolean mayBlock) {
    return CompletableFuture.completedStage(callerOf(request));
  }

  private static Caller callerOf(ContainerRequestContext request) {
    Object admitted = request.getProperty(ADMITTED);
    if (admitted == null || !admitted.getClass().getName().equals(ADMITTED)) {
      return Caller.refused(MISSING);
    }
    return request.getSecurityContext() != null
            && request.getSecurityContext().getUserPrincipal()
                instanceof AccessTokenPrincipal principal
        ? Caller.known(principal)
        : Caller.unknown(List.of());
  }

  @Override
  public AccessDecision decide(
      Caller caller, ContainerRequestContext request, Access access, RequestContext context) {
    AccessTokenPrincipal principal = caller.principal();
    return principal == null
        ? refuse(caller, request, access, context)
        : principal.authorize(request.getMethod(), access, context);
  }

  /** The routes of the filter have decided about it. */
  @Override
  public AccessDecision decideUnannotated(
      Caller caller, ContainerRequestContext request, RequestContext context) {
    AccessTokenPrincipal principal = caller.principal();
    return caller.refusal() != null
        ? refuse(caller, request, Access.open(), context)
        : new LetIn(Optional.ofNullable(principal).map(AccessTokenPrincipal::token));
  }

  @Override
  public @Nullable TurnedAway insteadOfOther(Caller caller, ContainerRequestContext request) {
    return caller.refusal();
  }

  private static TurnedAway missing(ContainerRequestContext request, Access access) {
    // Only the filter's own request has it; it names the metadata of the protected resource.
    return request.getProperty(RESOURCE_SERVER) instanceof ResourceServer server
            && server.metadata().isPresent()
        ? server.missingToken(request.getMethod(), access)
        : MISSING;
  }

  private TurnedAway refuse(
      Caller caller, ContainerRequestContext request, Access access, RequestContext context) {
    String endpoint = context.route().orElseThrow();
    if (logged.add(endpoint)) {
      RestLog.log(
          Level.WARNING,
          caller.refusal() == null
              ? endpoint
                  + " needs a token, but the request has no caller, so it is refused: its route in"
                  + " the BearerTokenFilter is open, or something behind the filter replaces the"
                  + " principal; let the route ask for authenticated()"
              : endpoint
                  + " is refused: validator-servlet is on the class path, but the request has not"
                  + " passed a BearerTokenFilter; register it on /* in front of the endpoints, or"
                  + " register a BearerTokenFeature in code to do without it");
    }
    return caller.refusal() == null ? missing(request, access) : MISSING;
  }

  /** The request shows it already. */
  @Override
  public void show(ContainerRequestContext request, Caller caller) {
    caller.putOn(request);
  }

  /** Its route decides: behind one that asks for a token, there is a caller. */
  @Override
  public @Nullable AccessToken showOpen(ContainerRequestContext request, Caller caller) {
    AccessTokenPrincipal principal = caller.principal();
    return principal == null ? null : principal.token();
  }

  @Override
  public void check(AnnotatedAccess access, String endpoint) {
    // The validator is the filter's; the principal of a request knows it.
  }

  @Override
  public boolean requiresCoverage() {
    return requiresCoverage;
  }

  @Override
  public boolean shares(Object validatorInFront) {
    return true;
  }

  @Override
  public void close() {
    // The filter ends by itself.
  }
}
