package dev.tokenvalidator.examples.mcp;

import jakarta.servlet.ServletContainerInitializer;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * An embedded Tomcat on 127.0.0.1. It has its port before its application starts, because the
 * application must know its own address.
 */
final class TomcatServer implements AutoCloseable {

  private final Tomcat tomcat;
  private final Path directory;

  private TomcatServer(Tomcat tomcat, Path directory) {
    this.tomcat = tomcat;
    this.directory = directory;
  }

  /**
   * Takes a port.
   *
   * @param port the port; 0 is any free one
   * @throws BindException if another process has it
   */
  static TomcatServer bind(int port) throws IOException, LifecycleException {
    Path directory = Files.createTempDirectory("mcp-server");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    // Without it, Tomcat only logs that the port is taken.
    tomcat.getConnector().setThrowOnFailure(true);
    TomcatServer server = new TomcatServer(tomcat, directory);
    try {
      tomcat.init();
      return server;
    } catch (LifecycleException e) {
      server.close();
      if (e.getCause() instanceof BindException taken) {
        throw taken;
      }
      throw e;
    }
  }

  /** The address, without a path. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
  }

  /** Starts the application, and then answers requests. */
  TomcatServer start(ServletContainerInitializer application) throws LifecycleException {
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer(application, null);
    tomcat.start();
    if (!context.getState().isAvailable()) {
      throw new LifecycleException("the application did not start; the log says why");
    }
    return this;
  }

  @Override
  public void close() throws IOException, LifecycleException {
    tomcat.stop();
    tomcat.destroy();
    // A system property keeps the directory, and the next Tomcat would create it again.
    System.clearProperty("catalina.home");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
