package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessDecision;
import dev.tokenvalidator.AccessDecision.LetIn;
import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AnnotatedAccess;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.RequestContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A resource method, and what its annotations ask for. Immutable. */
final class Endpoint {

  private final Class<?> type;
  private final Method method;

  /** Null if neither the method nor its class has an annotation. */
  private final @Nullable AnnotatedAccess access;

  private Endpoint(Class<?> type, Method method, @Nullable AnnotatedAccess access) {
    this.type = type;
    this.method = method;
    this.access = access;
  }

  /**
   * Reads the annotations.
   *
   * @param type the class of the resource
   * @param method the method of the resource
   * @throws InvalidSettingException if an annotation is malformed, contradicts another or has no
   *     effect
   */
  static Endpoint of(Class<?> type, Method method) {
    AnnotatedAccess access = annotations(type, method);
    if (access != null) {
      ResourcePath.checkHasParameter(type, method, access);
    }
    return new Endpoint(type, method, access);
  }

  private static @Nullable AnnotatedAccess annotations(Class<?> type, Method method) {
    try {
      return AnnotatedAccess.of(type, method)
          .or(() -> RoleAnnotations.access(type, method))
          .orElse(null);
    } catch (InvalidSettingException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      // A proxy of an interface hides the class behind it.
      throw new InvalidSettingException(
          "resource " + type.getName(),
          e.getMessage() + "; register the class of the resource instead of an instance");
    }
  }

  /** Whether the runtime brings it: the application cannot annotate it. */
  boolean isOfRuntime() {
    return type.getName().startsWith("org.glassfish.jersey.server.wadl.");
  }

  /** Whether the runtime has made it, to answer {@code OPTIONS} with the methods of a path. */
  private boolean isGenerated() {
    return type.getName().startsWith("org.glassfish.jersey.server.wadl.processor.");
  }

  /** What the annotations ask for; empty if there are none. */
  Optional<AnnotatedAccess> access() {
    return Optional.ofNullable(access);
  }

  /** Decides about a request. A refusal is reported. */
  AccessDecision decide(
      Door door, Caller caller, ContainerRequestContext request, MatchedResources resources) {
    AnnotatedAccess all = resources.addTo(access);
    if (all == null && isGenerated()) {
      TurnedAway refusal = door.insteadOfOther(caller, request);
      return refusal == null ? new LetIn(Optional.empty()) : refusal;
    }
    RequestContext context = RequestContext.none().withRoute(toString());
    if (all == null) {
      return door.decideUnannotated(caller, request, context);
    }
    if (all.access().isOpen()) {
      return new LetIn(Optional.empty());
    }
    Optional<String> organization =
        all.access().organizationPart().flatMap(name -> ResourcePath.parameter(name, request));
    return door.decide(
        caller, request, all.access(), organization.map(context::withOrganization).orElse(context));
  }

  /** The endpoint as the log names it. */
  @Override
  public String toString() {
    return type.getName() + "." + method.getName();
  }
}
