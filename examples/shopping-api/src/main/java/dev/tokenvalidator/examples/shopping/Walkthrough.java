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
 * The machine-to-machine process, step by step, with real requests: each is printed as it is sent,
 * with its answer. Ends early with an exception if an answer is not the one that is narrated.
 */
final class Walkthrough {

  private final MachineClient machine;
  private final URI api;
  private final PrintStream out;
  private final List<Step> steps = new ArrayList<>();

  Walkthrough(MachineClient machine, URI api, PrintStream out) {
    this.machine = machine;
    this.api = api;
    this.out = out;
  }

  List<Step> run() throws IOException, InterruptedException {
    begin("The machine asks the issuer for an access token: for which API, with which scopes");
    String token =
        requestToken(
            Map.of("scope", "read:products write:products"),
            "The token is good for an hour. It grants what was asked for and the machine's role"
                + " allows.");

    begin("With the token it reads the products, which needs read:products");
    call("GET", "/products", Optional.of(token), 200);

    begin("It adds a product, which needs write:products");
    call("POST", "/products?name=kettle", Optional.of(token), 201);

    begin("The API knows who calls: a machine's subject is its own id");
    call("GET", "/caller", Optional.of(token), 200);

    begin("Now it asks for a token and forgets scope: none asked, none granted");
    String withoutScope =
        requestToken(Map.of(), "The token is a good one, but the response names no scope.");

    begin("So it may in, but not read the products: 403, with the scope to ask for");
    call("GET", "/products", Optional.of(withoutScope), 403);

    begin("Without any token: 401, and a challenge without an error, for nothing was wrong yet");
    call("GET", "/products", Optional.empty(), 401);

    begin("What is open needs none");
    call("GET", "/health", Optional.empty(), 200);
    return List.copyOf(steps);
  }

  private void begin(String title) {
    out.println();
    out.println((steps.size() + 1) + ". " + title);
    out.println();
    steps.add(new Step(title, 0));
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
    // As the reader thinks of them; on the wire they are form-encoded.
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
    Step step = new Step(steps.get(steps.size() - 1).title(), response.statusCode());
    steps.set(steps.size() - 1, step);
    if (step.status() != status) {
      throw new IllegalStateException(
          "step \"" + step.title() + "\": expected " + status + ", but was " + step.status());
    }
  }

  /** Tokens are long, and nobody reads them. */
  private static String shortened(String text) {
    return text.replaceAll("(eyJ[\\w-]{12})[\\w.-]+", "$1...");
  }
}
