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

/** Tells whoever connects who they are, to the handshake and to the session. */
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
            session.getUserProperties().get(HANDSHAKE_CALLER)
                + " shakes hands, "
                + name(session.getUserPrincipal())
                + " is connected");
  }

  private static String name(@Nullable Principal caller) {
    return caller == null ? "nobody" : caller.getName();
  }

  /** Asks the handshake. */
  public static final class Configurator extends ServerEndpointConfig.Configurator {

    @Override
    public void modifyHandshake(
        ServerEndpointConfig endpoint, HandshakeRequest request, HandshakeResponse response) {
      endpoint.getUserProperties().put(HANDSHAKE_CALLER, name(request.getUserPrincipal()));
    }
  }
}
