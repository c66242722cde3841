package dev.tokenvalidator.examples.shopping;

import dev.tokenvalidator.examples.shopping.api.ShoppingApplication;
import dev.tokenvalidator.examples.shopping.api.TomcatServer;
import dev.tokenvalidator.examples.shopping.client.MachineClient;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.LifecycleException;

/**
 * Starts a stand-in issuer and the shopping API, walks through the machine-to-machine flow, and
 * stays up for your own requests.
 */
public final class ShoppingApi {

  private static final PrintStream OUT = System.out;

  private ShoppingApi() {}

  /**
   * Runs until the process ends.
   *
   * @param arguments see {@code --help}
   * @throws Exception if the walk-through gets an unexpected response
   */
  public static void main(String[] arguments) throws Exception {
    int status = run(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int run(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(Options.USAGE);
      return 2;
    }
    try {
      return run(options);
    } catch (PortTakenException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private static int run(Options options) throws Exception {
    if (options.help()) {
      OUT.print(Options.USAGE);
      return 0;
    }
    LogLines.to(OUT);
    try (TestIssuer issuer = startIssuer(options.issuerPort());
        TomcatServer server = startApi(options.port(), issuer)) {
      narrate(issuer, server);
      awaitEnd();
    }
    return 0;
  }

  /** Returns when the process gets the signal to end, so that the servers can be closed. */
  private static void awaitEnd() {
    Thread here = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  here.interrupt();
                  awaitDeath(here);
                }));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // The process ends.
    }
  }

  private static void awaitDeath(Thread thread) {
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void narrate(TestIssuer issuer, TomcatServer server)
      throws IOException, InterruptedException {
    MachineClient machine =
        new MachineClient(issuer.endpoint(), issuer.app().id(), issuer.app().secret());
    OUT.println();
    OUT.println("Issuer, which stands in for a Logto tenant: " + issuer.endpoint());
    OUT.println("Shopping API: " + server.uri());
    new Walkthrough(machine, server.uri(), OUT).run();
    OUT.println();
    OUT.println("Both run until you press Ctrl-C. To send the requests yourself:");
    OUT.println();
    OUT.print(CurlLines.of(machine, server.uri()));
    OUT.flush();
  }

  /** The issuer uses the system's time, so that you can use its tokens for an hour. */
  static TestIssuer startIssuer(int port) throws PortTakenException {
    try {
      return TestIssuer.builder().port(port).clock(TestClock.running()).start();
    } catch (UncheckedIOException e) {
      throw new PortTakenException("--issuer-port", port, e);
    }
  }

  static TomcatServer startApi(int port, TestIssuer issuer)
      throws PortTakenException, IOException, LifecycleException {
    try {
      return TomcatServer.start(port, new ShoppingApplication(issuer.endpoint().toString()));
    } catch (BindException e) {
      throw new PortTakenException("--port", port, e);
    }
  }
}
