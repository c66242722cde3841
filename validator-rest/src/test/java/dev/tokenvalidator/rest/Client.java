package dev.tokenvalidator.rest;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** Calls an application. */
record Client(int port) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    return send("GET", path, token);
  }

  HttpResponse<String> send(String method, String path, @Nullable String token) throws Exception {
    return send(request(method, path, token));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String method, String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.noBody());
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }
}
