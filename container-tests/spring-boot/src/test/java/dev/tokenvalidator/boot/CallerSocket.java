package dev.tokenvalidator.boot;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Sends each client its name, as the handshake and the session report it. */
public final class CallerSocket extends Endpoint {

  private static final String HANDSHAKE_CALLER = "handshake caller";

  /** Adds the endpoint to an application. */
  static void addTo(ServletContext context, String path) {
    ServerContainer endpoints =
        (ServerContainer) context.getAttribute(ServerContainer.class.getName());
    try {
      endpoints.addEndpoint(
          ServerEndpointConfig.Builder.create(CallerSocket.class, path)
              .configurator(new Configurator())
              .build());
    } catch (DeploymentException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    try {
      session
          .getBasicRemote()
          .sendText(
              session.getUserProperties().get(HANDSHAKE_CALLER)
                  + " "
                  + name(session.getUserPrincipal()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(@Nullable Principal caller) {
    return caller == null ? "nobody" : caller.getName();
  }

  /** Records the caller of the handshake. */
  private static final class Configurator extends ServerEndpointConfig.Configurator {

    @Override
    public void modifyHandshake(
        ServerEndpointConfig endpoint, HandshakeRequest request, HandshakeResponse response) {
      endpoint.getUserProperties().put(HANDSHAKE_CALLER, name(request.getUserPrincipal()));
    }
  }
}
