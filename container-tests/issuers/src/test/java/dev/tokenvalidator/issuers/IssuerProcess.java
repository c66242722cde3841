package dev.tokenvalidator.issuers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An issuer in a process of its own. */
final class IssuerProcess {

  private final Process process;
  private final Path log;

  private IssuerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** A port on loopback that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts a process, and waits until it answers.
   *
   * @param ready an address that it answers when it is ready
   */
  static IssuerProcess start(ProcessBuilder builder, Path log, String ready, Duration patience)
      throws Exception {
    Files.createDirectories(log.toAbsolutePath().getParent());
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    IssuerProcess started = new IssuerProcess(process, log);
    // Even if the Java of the tests is told to end.
    Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
    try {
      started.awaitAnswer(URI.create(ready), patience);
      return started;
    } catch (Exception e) {
      started.stop();
      throw e;
    }
  }

  private void awaitAnswer(URI address, Duration patience) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      if (answers(address)) {
        return;
      }
      if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("it has ended:\n" + Files.readString(log));
      }
    }
    throw new IllegalStateException(
        "no answer for " + patience.toSeconds() + " s:\n" + Files.readString(log));
  }

  private static boolean answers(URI address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    try {
      return Http.CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Ends the process and those that it started. */
  void stop() {
    kill();
    process.onExit().join();
  }
}
