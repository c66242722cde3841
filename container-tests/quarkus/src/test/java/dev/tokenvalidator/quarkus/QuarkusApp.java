package dev.tokenvalidator.quarkus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A built application, in a process of its own on the Java that runs the test. */
final class QuarkusApp implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");

  /** HTTP/2 would allow a hundred requests at once. */
  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();

  private final List<String> log = new ArrayList<>();
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private final Process process;
  private final Thread reader = new Thread(this::read, "log of the application");

  private QuarkusApp(String variant, List<String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It starts sooner.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dquarkus.http.host=127.0.0.1");
    command.add("-Dquarkus.http.port=0");
    settings.forEach(setting -> command.add("-D" + setting));
    command.add("-jar");
    command.add(Path.of("target", variant, "quarkus-run.jar").toString());
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // Even if the Java of the tests is told to end.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (log) {
          log.add(line);
        }
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          address.complete(listening.group(1));
        }
      }
    } catch (IOException e) {
      address.completeExceptionally(new UncheckedIOException(e));
    }
    address.completeExceptionally(new IllegalStateException("it has ended:\n" + log()));
  }

  /** Starts an application with the settings that README names. */
  static QuarkusApp start(String variant, TestIssuer issuer, String... more) throws Exception {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("token-validator.logto-endpoint=" + issuer.endpoint());
    settings.add("token-validator.audience=https://shopping.api");
    QuarkusApp app = new QuarkusApp(variant, settings);
    try {
      app.address.get(120, TimeUnit.SECONDS);
      return app;
    } catch (Exception e) {
      app.close();
      throw e;
    }
  }

  /** Starts an application that must not start, and returns what it says. */
  static String failure(String variant, String... settings) throws Exception {
    try (QuarkusApp app = new QuarkusApp(variant, List.of(settings))) {
      if (!app.process.waitFor(120, TimeUnit.SECONDS)) {
        throw new AssertionError("it has not ended:\n" + app.log());
      }
      app.reader.join();
      if (app.process.exitValue() == 0 || !app.address.isCompletedExceptionally()) {
        throw new AssertionError("it has started:\n" + app.log());
      }
      return app.log();
    }
  }

  String log() {
    synchronized (log) {
      return String.join("\n", log);
    }
  }

  HttpResponse<String> get(String path, String token) throws Exception {
    return send("GET", path, token);
  }

  HttpResponse<String> send(String method, String path, String token) throws Exception {
    return send(request(method, path, token));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString());
  }

  /** Begins a request; without a token if that is null. */
  HttpRequest.Builder request(String method, String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.join() + path))
            .method(method, BodyPublishers.noBody());
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  int port() {
    return URI.create(address.join()).getPort();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
