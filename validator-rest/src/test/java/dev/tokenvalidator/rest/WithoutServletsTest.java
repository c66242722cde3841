package dev.tokenvalidator.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An application without servlets, whose settings come from the environment of its process. */
class WithoutServletsTest extends RestTestBase {

  @Test
  void protectsAnApplicationThatRegistersNothing() throws Exception {
    try (ChildProcess app = new ChildProcess(environment())) {
      Client client = new Client(app.port());

      new Matrix(issuer).run("discovered", client);
      assertThat(client.get("/none", null).statusCode()).isEqualTo(401);
      assertThat(client.get("/class", null).headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"shop\"");
    }
  }

  @Test
  void givesParametersTheTokenOfEachRequest() throws Exception {
    try (ChildProcess app = new ChildProcess(environment())) {
      Client client = new Client(app.port());

      for (String path : TokenResources.PATHS) {
        for (String caller : List.of("alice", "bob", "alice")) {
          assertThat(client.get(path, issuer.token().subject(caller).mint()).body())
              .as(path)
              .isEqualTo(caller);
        }
        assertThat(client.get(path, null).statusCode()).as(path).isEqualTo(401);
      }
      assertThat(client.get("/open-parameter", issuer.token().mint()).statusCode()).isEqualTo(500);
    }
  }

  @Test
  void readsTheProtectedResourceByName() throws Exception {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put(
        "TOKEN_VALIDATOR_PROTECTED_RESOURCE",
        "https://shopping.api name(Shop) scopes(read:x read:y)");
    try (ChildProcess app = new ChildProcess(environment)) {
      Client client = new Client(app.port());
      String path = "/.well-known/oauth-protected-resource";

      HttpResponse<String> document = client.get(path, null);
      assertThat(document.statusCode()).isEqualTo(200);
      assertThat(document.body())
          .isEqualTo(
              "{\"resource\":\"https://shopping.api\",\"authorization_servers\":[\""
                  + issuer.issuer()
                  + "\"],\"scopes_supported\":[\"read:x\",\"read:y\"],"
                  + "\"bearer_methods_supported\":[\"header\"],\"resource_name\":\"Shop\"}");
      HttpResponse<String> head = client.send("HEAD", path, null);
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Length").orElse(length(document)))
          .isEqualTo(length(document));
      assertThat(client.get("/class", null).headers().firstValue("WWW-Authenticate"))
          .hasValue(
              "Bearer realm=\"shop\", scope=\"read:x\","
                  + " resource_metadata=\"https://shopping.api"
                  + path
                  + "\"");
    }
  }

  private static String length(HttpResponse<String> response) {
    return Integer.toString(response.body().length());
  }

  private Map<String, String> environment() {
    return Map.of(
        "TOKEN_VALIDATOR_LOGTO_ENDPOINT", issuer.endpoint().toString(),
        "TOKEN_VALIDATOR_AUDIENCE", "https://shopping.api",
        "TOKEN_VALIDATOR_REALM", "shop");
  }

  @Test
  void stopsIfNobodySaysWhoseTokensToAccept() throws Exception {
    assertStops(Map.of(), "issuer: is missing");
    assertStops(Map.of("TOKEN_VALIDATOR_ISSUER", "https://issuer.example"), "audience");
  }

  @Test
  void stopsForAVariableThatIsNoSetting() throws Exception {
    assertStops(
        Map.of("TOKEN_VALIDATOR_ROUTES", "GET /* authenticated"),
        "TOKEN_VALIDATOR_ROUTES: is not a setting of validator-rest");
    Map<String, String> two = new HashMap<>(environment());
    two.put("TOKEN_VALIDATOR_PROTECTED_RESOURCE", "https://shopping.api\nhttps://other.api");
    assertStops(two, "TOKEN_VALIDATOR_PROTECTED_RESOURCE: names [https://shopping.api, https://o");
    assertStops(Map.of("TOKEN_VALIDATOR_AUDIENCE", " "), "TOKEN_VALIDATOR_AUDIENCE: has no value");
  }

  private static void assertStops(Map<String, String> environment, String text) throws Exception {
    try (ChildProcess app = new ChildProcess(environment)) {
      assertThat(app.output()).contains(text);
      assertThat(app.exitCode()).isNotZero();
    }
  }

  /** A process that runs {@link SmallApp}, without the servlet filter on its class path. */
  private static final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    ChildProcess(Map<String, String> environment) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  Pattern.compile(File.pathSeparator)
                      .splitAsStream(System.getProperty("java.class.path"))
                      .filter(entry -> !entry.contains("validator-servlet"))
                      .collect(Collectors.joining(File.pathSeparator)),
                  SmallApp.class.getName()));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      process = builder.start();
      output = process.inputReader(UTF_8);
    }

    int port() throws IOException {
      StringBuilder read = new StringBuilder();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        read.append(line).append('\n');
        if (line.startsWith("port ")) {
          return Integer.parseInt(line.substring("port ".length()));
        }
      }
      throw new AssertionError(read);
    }

    String output() {
      return output.lines().collect(Collectors.joining("\n"));
    }

    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
