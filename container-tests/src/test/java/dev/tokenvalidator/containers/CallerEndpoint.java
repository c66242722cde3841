package dev.tokenvalidator.containers;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Sends each client its name, as the handshake and the session report it. */
@ServerEndpoint(value = CallerEndpoint.PATH, configurator = CallerEndpoint.Configurator.class)
public final class CallerEndpoint {

  static final String PATH = "/ws/early";

  private static final String HANDSHAKE_CALLER = "handshake caller";

  /** Called by the container. */
  @OnOpen
  public void opened(Session session) throws IOException {
    session
        .getBasicRemote()
        .sendText(
            "handshake by "
                + session.getUserProperties().get(HANDSHAKE_CALLER)
                + ", session of "
                + name(session.getUserPrincipal()));
  }

  private static String name(@Nullable Principal caller) {
    return caller == null ? "nobody" : caller.getName();
  }

  /** Records the caller of the handshake. */
  public static final class Configurator extends ServerEndpointConfig.Configurator {

    @Override
    public void modifyHandshake(
        ServerEndpointConfig endpoint, HandshakeRequest request, HandshakeResponse response) {
      endpoint.getUserProperties().put(HANDSHAKE_CALLER, name(request.getUserPrincipal()));
    }
  }
}
