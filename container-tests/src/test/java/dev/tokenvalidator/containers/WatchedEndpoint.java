package dev.tokenvalidator.containers;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;

/** Says nothing, and ends its sessions with their tokens. */
public final class WatchedEndpoint extends Endpoint {

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    UntilExpiry.watch(session);
  }
}
