package dev.tokenvalidator.rest;

import dev.tokenvalidator.AccessDecision.TurnedAway;
import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.ProtectedResourceMetadata;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The protection of one application: its door, its endpoints and its filters. It is there once,
 * however often the features are found. Safe for use by several threads.
 */
final class Protection {

  private static final String PROPERTY = Protection.class.getName();

  private final List<BearerTokenFeature> inCode = new ArrayList<>();
  private final Set<AuditedEndpoint> audit = new LinkedHashSet<>();
  private volatile @Nullable Door door;
  private boolean hasEnded;

  /** False where the runtime would give null to a parameter that asks for the token. */
  private boolean isTokenOffered = true;

  /** The validator of the servlet filter in front; null if none is known. */
  private final @Nullable Object validatorInFront;

  /** Shows what was registered for the whole application; that of an endpoint shows less. */
  private final Configuration configuration;

  private Protection(Configuration configuration, @Nullable Object validatorInFront) {
    this.configuration = configuration;
    this.validatorInFront = validatorInFront;
  }

  /** The protection of an application. The first call registers its filters. */
  static Protection of(FeatureContext context) {
    if (context.getConfiguration().getProperty(PROPERTY) instanceof Protection found) {
      return found;
    }
    Protection protection =
        new Protection(
            context.getConfiguration(),
            Hosts.servletContextAttribute(context, AccessTokenValidator.class.getName()));
    context.property(PROPERTY, protection);
    context.register(new AuthenticationFilter(protection), Priorities.AUTHENTICATION);
    context.register(new AdmissionCheck(), Integer.MAX_VALUE);
    // Response filters run in descending order: those of the application see what strangers get.
    context.register(new StrangerFilter(protection), Integer.MAX_VALUE);
    // Behind those of the application. Jersey takes 0 and less for no priority at all.
    context.register(new MetadataForAllSites(), 1);
    if (!context.getConfiguration().isRegistered(EndpointFeature.class)) {
      // Quarkus ignores this, and finds it by itself.
      context.register(new EndpointFeature());
    }
    protection.isTokenOffered = Hosts.offerToken(context);
    Hosts.onShutdown(context, protection);
    ActiveFeatures.protectionIsMade();
    return protection;
  }

  /** The protection that a feature has made; null if none has. */
  static @Nullable Protection madeIn(Configuration configuration) {
    return configuration.getProperty(PROPERTY) instanceof Protection found ? found : null;
  }

  /**
   * Adds a feature that was registered in code.
   *
   * @throws InvalidSettingException if there is another, or the door is open already
   */
  synchronized void add(BearerTokenFeature feature) {
    if (inCode.contains(feature)) {
      return;
    }
    if (!inCode.isEmpty() && door == null) {
      throw new InvalidSettingException(
          "BearerTokenFeature", "is registered twice with settings of its own; register one");
    }
    if (door != null) {
      throw new InvalidSettingException(
          "BearerTokenFeature",
          "is registered after the first endpoint was found; register it before the resources");
    }
    inCode.add(feature);
  }

  /**
   * Opens the door of an application that starts, or starts again.
   *
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   */
  synchronized void start() {
    hasEnded = false;
    door();
  }

  /**
   * The door of the application. It opens with the first endpoint, when all features have been
   * seen; an application of locators alone shows none before its first request.
   *
   * @throws InvalidSettingException if a setting is missing, malformed or contradicts another
   * @throws IllegalStateException if the application has ended
   */
  Door door() {
    Door opened = door;
    return opened == null ? openedDoor() : opened;
  }

  private synchronized Door openedDoor() {
    // A request may still be under way, even one whose endpoint is read only now.
    if (hasEnded) {
      throw new IllegalStateException("the application has ended");
    }
    Door opened = door;
    if (opened == null) {
      EndpointCheck.checkRegistered(configuration);
      opened = feature().open();
      if (validatorInFront != null && !opened.shares(validatorInFront)) {
        feature().close();
        throw new InvalidSettingException(
            "BearerTokenFeature",
            "has another validator than the BearerTokenFilter in front of it, so a request would"
                + " have to pass two doors; give both the same validator, or remove the issuer from"
                + " the feature, which then stands behind the filter");
      }
      door = opened;
    }
    return opened;
  }

  private BearerTokenFeature feature() {
    if (inCode.isEmpty()) {
      inCode.add(BearerTokenFeature.discovered());
    }
    return inCode.get(0);
  }

  /**
   * Reads what an endpoint needs.
   *
   * @throws InvalidSettingException if its annotations are malformed, contradict each other or the
   *     settings, or are missing where they must be
   */
  Endpoint endpoint(Class<?> type, Method method) {
    Endpoint endpoint = Endpoint.of(type, method);
    EndpointCheck.check(endpoint, type, method, door(), configuration);
    if (!isTokenOffered) {
      EndpointCheck.checkTakesNoToken(endpoint, method);
    }
    if (!method.isBridge() && !ResourcePath.isLocator(method)) {
      audit(AuditedEndpoint.of(type, method, endpoint.access().orElse(null)));
    }
    return endpoint;
  }

  /** A runtime may show an endpoint twice. */
  private synchronized void audit(AuditedEndpoint endpoint) {
    if (audit.add(endpoint)) {
      RestLog.log(Level.INFO, endpoint.toString());
    }
  }

  /** The endpoints that the runtime has shown so far. */
  synchronized List<AuditedEndpoint> audit() {
    return List.copyOf(audit);
  }

  /** The validator of the door, if this module validates the tokens itself and has started. */
  Optional<AccessTokenValidator> validator() {
    return door instanceof OwnDoor own ? Optional.of(own.validator()) : Optional.empty();
  }

  /** Serves metadata, or finds out who calls. Waits only where the thread may. */
  void authenticate(ContainerRequestContext request) {
    Responses.forget(request);
    Door known = door();
    ProtectedResourceMetadata.Response metadata = known.metadata(request);
    if (metadata != null) {
      Responses.serve(request, metadata);
      return;
    }
    Suspension suspension = Hosts.suspension(request);
    boolean mayBlock = suspension == null && !Hosts.isOnEventLoop();
    CompletableFuture<Caller> caller = known.identify(request, mayBlock).toCompletableFuture();
    if (caller.isDone()) {
      known.show(request, caller.join());
    } else if (suspension != null) {
      suspension.until(caller.thenAccept(found -> known.show(request, found)), request);
    } else {
      // The token is still being validated, so the next attempt finds it remembered.
      known.show(request, Caller.refused(TurnedAway.unavailable(Duration.ofSeconds(1))));
    }
  }

  synchronized boolean hasEnded() {
    return hasEnded;
  }

  /** Ends the door. Requests are answered with 503 from then on. */
  synchronized void close() {
    hasEnded = true;
    if (door != null) {
      door = null;
      feature().close();
    }
  }

  /** Lets a request in, and shows its token to the endpoint. */
  void admit(ContainerRequestContext request, Caller caller, @Nullable AccessToken token) {
    caller.admit(token == null ? door().showOpen(request, caller) : token);
  }
}
