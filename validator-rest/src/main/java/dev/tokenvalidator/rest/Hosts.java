package dev.tokenvalidator.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.FeatureContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is particular to the runtimes of Jakarta REST. */
final class Hosts {

  /** Whether the runtime is Quarkus REST. */
  static final boolean IS_QUARKUS =
      OptionalClass.isPresent(
          "org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext");

  private static final boolean IS_JERSEY =
      OptionalClass.isPresent("org.glassfish.jersey.InjectionManagerProvider");

  private static final boolean IS_RESTEASY =
      OptionalClass.isPresent("org.jboss.resteasy.core.ResteasyContext");

  private static final boolean HAS_SERVLETS =
      OptionalClass.isPresent("jakarta.servlet.ServletContext");

  private Hosts() {}

  /** An attribute of the servlet context that the application starts in; null for none. */
  static @Nullable Object servletContextAttribute(FeatureContext context, String name) {
    if (!HAS_SERVLETS) {
      return null;
    }
    if (isJersey(context)) {
      return JerseyServletContext.attribute(context, name);
    }
    return IS_RESTEASY ? ResteasyServletContext.attribute(name) : null;
  }

  /** Has the runtime end the protection when it ends the application, if it can. */
  static void onShutdown(FeatureContext context, Protection protection) {
    if (isJersey(context)) {
      context.register(new JerseyShutdown(protection));
    }
  }

  /**
   * Has the runtime give the access token to parameters of resource methods, if it can.
   *
   * @return false if the runtime would give them null
   */
  static boolean offerToken(FeatureContext context) {
    if (!isJersey(context)) {
      return IS_QUARKUS;
    }
    try {
      return JerseyToken.offer(context);
    } catch (LinkageError e) {
      // The provider is no public API of Jersey: without it, the rest of the module works.
      return false;
    }
  }

  /** By name, because both Jersey and RESTEasy may be on the class path. */
  private static boolean isJersey(FeatureContext context) {
    return IS_JERSEY && context.getClass().getName().startsWith("org.glassfish.jersey.");
  }

  /** How to suspend a request; null if the runtime has no way. */
  static @Nullable Suspension suspension(ContainerRequestContext request) {
    return IS_QUARKUS ? QuarkusSuspension.of(request) : null;
  }

  /**
   * Whether the calling thread is an event loop, which must not block. Those of Netty, Vert.x and
   * Reactor have names that say so.
   */
  static boolean isOnEventLoop() {
    String name = Thread.currentThread().getName().toLowerCase(Locale.ROOT);
    return name.contains("eventloop") || name.startsWith("reactor-http-");
  }
}
