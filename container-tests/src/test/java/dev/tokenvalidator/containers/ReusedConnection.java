package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.Http;
import dev.tokenvalidator.servlet.TestApp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends one request after the other, on one connection as long as the server keeps it open. */
final class ReusedConnection implements AutoCloseable {

  private final TestApp app;
  private @Nullable Http connection;

  ReusedConnection(TestApp app) {
    this.app = app;
  }

  /** The response; its status is 0 if the server hangs up instead. */
  Http.Response send(String method, String target, List<String> headers) throws IOException {
    if (connection != null) {
      try {
        return sendOn(connection, method, target, headers);
      } catch (IOException e) {
        // The server may have closed it before the request arrived.
        close();
      }
    }
    Http fresh = app.connect();
    connection = fresh;
    try {
      return sendOn(fresh, method, target, headers);
    } catch (IOException e) {
      close();
      return new Http.Response(0, Map.of(), "");
    }
  }

  private Http.Response sendOn(Http open, String method, String target, List<String> headers)
      throws IOException {
    Http.Response response = open.send(method, target, headers);
    // Jetty sends a body with its own refusal of HEAD. It would look like the next response.
    boolean mayHaveBody = method.equals("HEAD") && response.status() >= 400;
    if (mayHaveBody || response.header("Connection").orElse("").equalsIgnoreCase("close")) {
      close();
    }
    return response;
  }

  @Override
  public void close() throws IOException {
    Http open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
