package dev.tokenvalidator.examples.shopping.check;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.examples.shopping.api.ShoppingApplication;
import dev.tokenvalidator.examples.shopping.api.TomcatServer;
import dev.tokenvalidator.examples.shopping.client.MachineClient;
import dev.tokenvalidator.fixtures.MachineApp;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.LifecycleException;

/**
 * An issuer and a shopping API for one trial. They listen on free ports, and their clock stands
 * still until the trial moves it.
 */
final class RunningApi implements AutoCloseable {

  private final AtomicInteger letIn = new AtomicInteger();
  private final TestIssuer issuer;
  private final AccessTokenValidator validator;
  private final TomcatServer server;

  private RunningApi() throws IOException, LifecycleException {
    issuer = TestIssuer.start();
    validator = validator(issuer.resource().indicator());
    ShoppingApplication application = new ShoppingApplication(validator);
    server =
        TomcatServer.start(
            0,
            (types, context) -> {
              application.onStartup(types, context);
              countWhatIsLetIn(context);
            });
  }

  static RunningApi open() throws IOException, LifecycleException {
    return new RunningApi();
  }

  /** A validator for one of the issuer's APIs. */
  AccessTokenValidator validator(String audience) {
    return AccessTokenValidator.builder()
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(audience)
        .clock(issuer.clock(), issuer.clock())
        .build();
  }

  /** Counts the requests that pass the filter under test and reach the servlets. */
  private void countWhatIsLetIn(ServletContext context) {
    context
        .addFilter(
            "count",
            (request, response, chain) -> {
              letIn.incrementAndGet();
              chain.doFilter(request, response);
            })
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }

  TestIssuer issuer() {
    return issuer;
  }

  /** Requests a token from the issuer over HTTP, as the app does. */
  String requestToken(MachineApp app, String... parameters)
      throws IOException, InterruptedException {
    Map<String, String> form = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      form.put(parameters[i], parameters[i + 1]);
    }
    MachineClient machine = new MachineClient(issuer.endpoint(), app.id(), app.secret());
    return MachineClient.accessToken(machine.requestToken(form));
  }

  ApiResponse get(String path) throws IOException, InterruptedException {
    return send(request(path, Optional.empty()));
  }

  ApiResponse get(String path, String token) throws IOException, InterruptedException {
    return send(request(path, Optional.of(token)));
  }

  /** Adds a product. */
  ApiResponse post(String product, String token) throws IOException, InterruptedException {
    return send(
        request("/products", Optional.of(token))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("name=" + product)));
  }

  /** Reads the products with these values of the {@code Authorization} header. */
  ApiResponse getProductsWith(String... authorization) throws IOException, InterruptedException {
    HttpRequest.Builder request = request("/products", Optional.empty());
    for (String value : authorization) {
      request.header("Authorization", value);
    }
    return send(request);
  }

  private HttpRequest.Builder request(String path, Optional<String> token) {
    return MachineClient.call(server.uri().resolve(path), token);
  }

  private ApiResponse send(HttpRequest.Builder request) throws IOException, InterruptedException {
    int before = letIn.get();
    return ApiResponse.of(MachineClient.send(request.build()), letIn.get() > before);
  }

  @Override
  public void close() throws IOException, LifecycleException {
    server.close();
    validator.close();
    issuer.close();
  }
}
