package dev.tokenvalidator.containers;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;

/** Sends nothing, and closes each session when its token expires. */
public final class WatchedEndpoint extends Endpoint {

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    UntilExpiry.watch(session);
  }
}
