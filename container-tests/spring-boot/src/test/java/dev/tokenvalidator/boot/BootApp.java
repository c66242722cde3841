package dev.tokenvalidator.boot;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A Spring Boot application on a port of its own. */
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

  /** The status of a request with one. */
  int get(String path, String token) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token)).statusCode();
  }

  /** The status of a form that a browser sends. */
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

  /** A request to the port that a property of the running application tells. */
  HttpRequest.Builder request(String portProperty, String path) {
    String port = context.getEnvironment().getRequiredProperty(portProperty);
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    context.close();
  }
}
