package dev.tokenvalidator.boot;

import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A running Spring Boot application on its own port. */
final class BootApp implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private BootApp(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts an application of these configurations. */
  static BootApp start(TestIssuer issuer, Class<?>... configurations) {
    return start(issuer, Map.of(), configurations);
  }

  static BootApp start(
      TestIssuer issuer, Map<String, Object> properties, Class<?>... configurations) {
    return new BootApp(
        new SpringApplicationBuilder(configurations)
            .properties(propertiesFor(issuer))
            .properties(properties)
            .run());
  }

  private static Map<String, Object> propertiesFor(TestIssuer issuer) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", "0");
    properties.put("server.address", "127.0.0.1");
    properties.put("issuer.endpoint", issuer.endpoint().toString());
    properties.put("issuer.resource", issuer.resource().indicator());
    return properties;
  }

  /** The status of a request without a token. */
  int get(String path) throws IOException, InterruptedException {
    return send(request(path)).statusCode();
  }

  /** The status of a request with a token. */
  int get(String path, String token) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token)).statusCode();
  }

  /** The status of a form that a browser posts. */
  int post(String path, String form, String token) throws IOException, InterruptedException {
    return send(request(path)
            .POST(BodyPublishers.ofString(form))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", "Bearer " + token))
        .statusCode();
  }

  HttpRequest.Builder request(String path) {
    return request("local.server.port", path);
  }

  /** A request to the port in a property of the running application. */
  HttpRequest.Builder request(String portProperty, String path) {
    String port = context.getEnvironment().getRequiredProperty(portProperty);
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  ServletContext servletContext() {
    return context.getBean(ServletContext.class);
  }

  /** Opens a WebSocket and returns the status, followed by the first message after a 101. */
  String open(String path, @Nullable String token) throws Exception {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    FirstMessage first = new FirstMessage();
    try {
      WebSocket socket =
          builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), first).get();
      String message = first.text.get(20, TimeUnit.SECONDS);
      // Closes cleanly, because Undertow waits ten seconds for open sessions when it stops.
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
      first.closed.get(20, TimeUnit.SECONDS);
      return "101 " + message;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return "" + refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    context.close();
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
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      text.completeExceptionally(error);
      closed.completeExceptionally(error);
    }
  }
}
