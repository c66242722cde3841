package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.InvalidSettingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets a request in to one resource method, or turns it away. */
final class EndpointFilter implements ContainerRequestFilter {

  private final Protection protection;

  /** The class that the runtime shows; an interface or a superclass if that has the path. */
  private final Class<?> shown;

  private final Method method;

  /** One for each class that handles requests to the method. */
  private final Map<Class<?>, Endpoint> endpoints = new ConcurrentHashMap<>();

  /**
   * Makes a filter.
   *
   * @throws InvalidSettingException if the annotations are malformed, contradict each other or the
   *     settings, or are missing where they must be
   */
  EndpointFilter(Protection protection, Class<?> shown, Method method) {
    this.protection = protection;
    this.shown = shown;
    this.method = method;
    // The class behind an interface is known with the request. A sub-resource may come up in a
    // request that outlives its application; the filter then refuses it.
    if (!shown.isInterface() && !protection.hasEnded()) {
      endpoints.put(shown, protection.endpoint(shown, method));
    }
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
          AccessDecision decision = decide(caller, request);
          if (decision instanceof TurnedAway refusal) {
            Responses.abort(request, refusal);
          } else if (decision instanceof LetIn letIn) {
            protection.admit(request, caller, letIn.token().orElse(null));
          }
        });
  }

  private AccessDecision decide(Caller caller, ContainerRequestContext request) {
    MatchedResources resources = MatchedResources.of(request);
    Endpoint endpoint =
        endpoints.computeIfAbsent(
            resources.handlerOf(shown), type -> protection.endpoint(type, method));
    return endpoint.decide(protection.door(), caller, request, resources);
  }
}
