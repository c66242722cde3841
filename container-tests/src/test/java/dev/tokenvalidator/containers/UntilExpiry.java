package dev.tokenvalidator.containers;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.AccessTokenValidator;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ends sessions when their token expires. */
public final class UntilExpiry extends ServerEndpointConfig.Configurator {

  private final AccessTokenValidator validator;

  public UntilExpiry(AccessTokenValidator validator) {
    this.validator = validator;
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig endpoint, HandshakeRequest request, HandshakeResponse response) {
    List<String> values = request.getHeaders().getOrDefault("Authorization", List.of());
    AccessToken token = validator.validateAuthorization(values);
    endpoint.getUserProperties().put("expiresAt", token.expiresAt());
  }

  /** For the endpoint to call in its {@code @OnOpen}. */
  static void watch(Session session) {
    Instant expiresAt = (Instant) session.getUserProperties().get("expiresAt");
    long left = Instant.now().until(expiresAt, ChronoUnit.MILLIS);
    CompletableFuture.delayedExecutor(left, TimeUnit.MILLISECONDS).execute(() -> close(session));
  }

  private static void close(Session session) {
    try {
      session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, "the token has expired"));
    } catch (IOException e) {
      // The other side was faster.
    }
  }
}
