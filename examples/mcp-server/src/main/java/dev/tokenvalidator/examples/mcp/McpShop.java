package dev.tokenvalidator.examples.mcp;

import dev.tokenvalidator.ProtectedResource;
import dev.tokenvalidator.fixtures.MachineApp;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;

/**
 * Starts the MCP server and an issuer that stands in for your Logto tenant, and says how to call
 * it.
 */
public final class McpShop implements AutoCloseable {

  private static final MachineApp READER =
      new MachineApp("readeragent0000000001", "test0only0secret0of0reader0agent");
  private static final MachineApp BUYER =
      new MachineApp("buyeragent00000000001", "test0only0secret0of0buyer0agent0");

  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  private final TomcatServer server;
  private final TestIssuer issuer;

  private McpShop(TomcatServer server, TestIssuer issuer) {
    this.server = server;
    this.issuer = issuer;
  }

  /**
   * Runs until the process ends.
   *
   * @param arguments see {@link Options#USAGE}
   */
  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
      return;
    }
    System.setProperty("java.util.logging.SimpleFormatter.format", "log: %5$s%n");
    TOMCAT.setLevel(Level.SEVERE);
    McpShop shop;
    try {
      shop = start(options);
    } catch (BindException | UncheckedIOException e) {
      System.err.println("a port is taken; choose others by --port and --issuer-port: " + e);
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(shop::end));
    shop.printTo(System.out);
    new CountDownLatch(1).await();
  }

  /** Both use the system's time, so that a token is good for an hour. */
  static McpShop start(Options options) throws IOException, LifecycleException {
    TomcatServer server = TomcatServer.bind(options.port());
    try {
      TestIssuer issuer = startIssuer(options.issuerPort(), resource(server.uri()).identifier());
      server.start(
          new McpApplication(
              issuer.endpoint().toString(),
              resource(server.uri()),
              options.origins(),
              options.transport().servlet()));
      return new McpShop(server, issuer);
    } catch (RuntimeException | LifecycleException e) {
      server.close();
      throw e;
    }
  }

  private static TestIssuer startIssuer(int port, String resource) {
    return TestIssuer.builder()
        .port(port)
        .clock(TestClock.running())
        .resource(resource, "read:products", "write:orders")
        .app(READER.id(), READER.secret())
        .role(READER.id(), resource, "read:products")
        .app(BUYER.id(), BUYER.secret())
        .role(BUYER.id(), resource, "read:products", "write:orders")
        .start();
  }

  static ProtectedResource resource(URI server) {
    return ProtectedResource.of(server + "/mcp")
        .withName("Shop")
        .withScopesSupported("read:products", "write:orders");
  }

  void printTo(PrintStream out) {
    ProtectedResource resource = resource(server.uri());
    out.println("MCP server:      " + resource.identifier());
    out.println("Its metadata:    " + resource.metadataUri());
    out.println("Token endpoint:  " + issuer.tokenEndpoint().uri());
    out.println("  which stands in for a Logto tenant: " + issuer.endpoint());
    out.println("May read:        " + READER.id() + " " + READER.secret());
    out.println("May order, too:  " + BUYER.id() + " " + BUYER.secret());
    out.println("Both run until you press Ctrl-C.");
    out.println();
    out.println("This puts a token of the second into TOKEN:");
    out.println(
        ("  TOKEN=$(curl -s -u %s:%s %s -d grant_type=client_credentials -d resource=%s"
                + " -d scope='%s' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')")
            .formatted(
                BUYER.id(),
                BUYER.secret(),
                issuer.tokenEndpoint().uri(),
                resource.identifier(),
                "read:products write:orders"));
    out.flush();
  }

  private void end() {
    try {
      close();
    } catch (IOException | LifecycleException e) {
      System.err.println(e);
    }
  }

  @Override
  public void close() throws IOException, LifecycleException {
    server.close();
    issuer.close();
  }
}
