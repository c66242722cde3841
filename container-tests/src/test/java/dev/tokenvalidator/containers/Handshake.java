package dev.tokenvalidator.containers;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The result of a WebSocket handshake.
 *
 * @param status 101 if the connection was opened
 * @param firstMessage the first message of the endpoint; empty without a connection
 */
record Handshake(int status, String firstMessage) {

  private static final int TIMEOUT_SECONDS = 20;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** Opens a connection, waits for the first message and closes the connection. */
  static Handshake with(int port, String path, @Nullable String token) throws Exception {
    WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    FirstMessage listener = new FirstMessage();
    try {
      WebSocket connection =
          builder
              .buildAsync(URI.create("ws://127.0.0.1:" + port + path), listener)
              .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .join();
      String message = listener.text.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      // Closes cleanly, because Undertow waits ten seconds for open sessions when it stops.
      if (!listener.closed.isDone()) {
        connection.sendClose(WebSocket.NORMAL_CLOSURE, "").get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
      listener.closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return new Handshake(101, message);
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return new Handshake(refused.getResponse().statusCode(), "");
      }
      throw e;
    }
  }

  private static final class FirstMessage implements WebSocket.Listener {

    final CompletableFuture<String> text = new CompletableFuture<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.complete(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      text.complete("closed: " + code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      text.completeExceptionally(error);
      closed.completeExceptionally(error);
    }
  }
}
