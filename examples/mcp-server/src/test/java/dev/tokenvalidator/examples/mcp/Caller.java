package dev.tokenvalidator.examples.mcp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends exactly what a test says.
 *
 * @param mcp the address of the server
 * @param token the access token to send, if any
 * @param session the session to name, if any
 */
record Caller(URI mcp, @Nullable String token, @Nullable String session) {

  static final HttpClient CLIENT = HttpClient.newBuilder().version(Version.HTTP_1_1).build();

  static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",
       "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
      """;

  static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  Caller(URI mcp, @Nullable String token) {
    this(mcp, token, null);
  }

  Caller in(@Nullable String newSession) {
    return new Caller(mcp, token, newSession);
  }

  Caller at(String path) {
    return new Caller(URI.create("http://" + mcp.getAuthority() + path), token, session);
  }

  static String call(String tool) {
    return """
        {"jsonrpc":"2.0","id":2,"method":"tools/call",
         "params":{"name":"%s","arguments":{"product":"teapot"}}}
        """
        .formatted(tool);
  }

  /** Opens a session and stays in it. */
  Caller initialize() throws IOException, InterruptedException {
    return in(post(INITIALIZE).headers().firstValue("Mcp-Session-Id").orElse(null));
  }

  HttpResponse<String> post(String body, String... headers)
      throws IOException, InterruptedException {
    return send(
        request(headers).setHeader("Content-Type", "application/json"),
        BodyPublishers.ofString(body));
  }

  /** Without a content type, unless the headers name one. */
  HttpResponse<String> post(BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    return send(request(headers), body);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, BodyPublisher body)
      throws IOException, InterruptedException {
    return CLIENT.send(request.POST(body).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> delete() throws IOException, InterruptedException {
    return CLIENT.send(request().DELETE().build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get() throws IOException, InterruptedException {
    return CLIENT.send(request().GET().build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(mcp).header("Accept", "application/json, text/event-stream");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (session != null) {
      request.header("Mcp-Session-Id", session);
    }
    return headers.length == 0 ? request : request.headers(headers);
  }
}
