package dev.tokenvalidator.spring;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessTokenPrincipal;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.RequestContext;
import dev.tokenvalidator.ResourceServer;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether a caller, whom the filter or Spring Security has found, may reach a handler.
 * Every refusal is reported. Safe for use by several threads.
 */
final class RequestAccess {

  /** The attribute of the filter's requests with the resource server of their path. */
  private static final String RESOURCE_SERVER = ResourceServer.class.getName();

  private final ResourceServer server;
  private final Refusals refusals;

  /** Handlers that the log has named. */
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  RequestAccess(AccessTokenValidator validator, Refusals refusals) {
    ResourceServer without = ResourceServer.of(validator);
    this.server = refusals.realm() == null ? without : without.withRealm(refusals.realm());
    this.refusals = refusals;
  }

  Refusals refusals() {
    return refusals;
  }

  /**
   * Decides about a request.
   *
   * @param access what the handler needs, not open
   * @param handler for the report
   * @param organization what the path says where the access looks for the organization
   */
  AccessDecision decide(
      HttpServletRequest request, Access access, String handler, Optional<String> organization) {
    RequestContext context = RequestContext.none().withRoute(handler);
    AccessTokenPrincipal caller = CallerOfRequest.in(request);
    if (caller == null) {
      if (logged.add(handler)) {
        SpringLog.log(
            Level.WARNING,
            handler
                + " needs a token, but the request has no caller, so it is refused: its route is"
                + " open, or what stands in front does not know our tokens");
      }
      return withoutToken(request, access, context);
    }
    return caller.authorize(
        request.getMethod(), access, organization.map(context::withOrganization).orElse(context));
  }

  /** The refusal, which is reported. It names the metadata of the filter's protected resource. */
  private AccessDecision withoutToken(
      HttpServletRequest request, Access access, RequestContext context) {
    AccessDecision refusal = server.authenticate(request.getMethod(), List.of(), context);
    return request.getAttribute(RESOURCE_SERVER) instanceof ResourceServer ofFilter
            && ofFilter.metadata().isPresent()
        ? ofFilter.missingToken(request.getMethod(), access)
        : refusal;
  }
}
