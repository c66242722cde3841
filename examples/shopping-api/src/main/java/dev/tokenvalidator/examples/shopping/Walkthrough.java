package dev.tokenvalidator.examples.shopping;

import static dev.tokenvalidator.examples.shopping.client.MachineClient.accessToken;

import dev.tokenvalidator.examples.shopping.client.MachineClient;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks through the machine-to-machine flow with real requests, and prints each request with its
 * response. An unexpected response ends it with an exception.
 */
final class Walkthrough {

  private final MachineClient machine;
  private final URI api;
  private final PrintStream out;
  private final List<Integer> statuses = new ArrayList<>();
  private String title = "";

  Walkthrough(MachineClient machine, URI api, PrintStream out) {
    this.machine = machine;
    this.api = api;
    this.out = out;
  }

  /** Returns the status of each step. */
  List<Integer> run() throws IOException, InterruptedException {
    begin("The machine requests an access token; it names the API and the scopes");
    String token =
        requestToken(
            Map.of("scope", "read:products write:products"),
            "The token is valid for an hour. It grants the requested scopes that a role of the"
                + " machine allows.");

    begin("With the token it reads the products, which requires read:products");
    call("GET", "/products", Optional.of(token), 200);

    begin("It adds a product, which requires write:products");
    call("POST", "/products?name=kettle", Optional.of(token), 201);

    begin("The API knows the caller: the subject of a machine's token is the machine's id");
    call("GET", "/caller", Optional.of(token), 200);

    begin("Now the machine requests a token without scope, and is granted none");
    String withoutScope =
        requestToken(Map.of(), "The token is valid, but the response contains no scope.");

    begin("This token does not let it read the products: 403, which names the required scope");
    call("GET", "/products", Optional.of(withoutScope), 403);

    begin("Without a token: 401, with a challenge that names no error");
    call("GET", "/products", Optional.empty(), 401);

    begin("The health page is open and needs no token");
    call("GET", "/health", Optional.empty(), 200);
    return List.copyOf(statuses);
  }

  private void begin(String title) {
    out.println();
    out.println((statuses.size() + 1) + ". " + title);
    out.println();
    this.title = title;
  }

  private String requestToken(Map<String, String> scope, String remark)
      throws IOException, InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("resource", "https://shopping.api");
    parameters.putAll(scope);
    sent("POST " + machine.tokenEndpoint());
    sent("Authorization: " + machine.basicCredentials());
    sent("Content-Type: application/x-www-form-urlencoded");
    sent("");
    sent("grant_type=client_credentials");
    // Printed for people; the request itself is form-encoded.
    parameters.forEach((name, value) -> sent("&" + name + "=" + value));
    HttpResponse<String> response = machine.requestToken(parameters);
    received(response, 200);
    out.println();
    out.println("   " + remark);
    return accessToken(response);
  }

  private void call(String method, String target, Optional<String> token, int status)
      throws IOException, InterruptedException {
    sent(method + " " + api.resolve(target));
    token.ifPresent(text -> sent("Authorization: Bearer " + shortened(text)));
    HttpRequest request =
        MachineClient.call(api.resolve(target), token)
            .method(method, BodyPublishers.noBody())
            .build();
    received(MachineClient.send(request), status);
  }

  private void sent(String line) {
    out.println(("   > " + line).stripTrailing());
  }

  private void received(HttpResponse<String> response, int status) {
    out.println("   < " + response.statusCode());
    response
        .headers()
        .firstValue("WWW-Authenticate")
        .ifPresent(value -> out.println("   < WWW-Authenticate: " + value));
    response.body().lines().forEach(line -> out.println("   < " + shortened(line)));
    statuses.add(response.statusCode());
    if (response.statusCode() != status) {
      throw new IllegalStateException(
          "step \"" + title + "\": expected " + status + ", but was " + response.statusCode());
    }
  }

  /** Shortens tokens, which are long. */
  private static String shortened(String text) {
    return text.replaceAll("(eyJ[\\w-]{12})[\\w.-]+", "$1...");
  }
}
