package dev.tokenvalidator.examples.shopping.api;

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
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;

/** An embedded Tomcat with one application. It listens on 127.0.0.1 only. */
public final class TomcatServer implements AutoCloseable {

  private final Tomcat tomcat;
  private final Path directory;

  private TomcatServer(Tomcat tomcat, Path directory) {
    this.tomcat = tomcat;
    this.directory = directory;
  }

  /**
   * Starts the server.
   *
   * @param port the port; 0 is any free port
   * @param application registers servlets and filters
   * @throws BindException if another process has the port
   * @throws IOException if the temporary directory cannot be created
   * @throws LifecycleException if the application does not start
   */
  public static TomcatServer start(int port, ServletContainerInitializer application)
      throws IOException, LifecycleException {
    Path directory = Files.createTempDirectory("shopping-api");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    // Without it, Tomcat only logs that the port is taken.
    tomcat.getConnector().setThrowOnFailure(true);
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer(
        (types, starting) -> {
          // Every WAR has a default servlet for the paths that no other servlet serves. Without
          // it, Tomcat answers them with 404 before it calls a filter.
          starting.addServlet("default", new DefaultServlet()).addMapping("/");
          application.onStartup(types, starting);
        },
        null);
    TomcatServer server = new TomcatServer(tomcat, directory);
    try {
      tomcat.start();
      if (!context.getState().isAvailable()) {
        throw new LifecycleException("the application did not start; the log says why");
      }
      return server;
    } catch (LifecycleException e) {
      server.close();
      if (e.getCause() instanceof BindException taken) {
        throw taken;
      }
      throw e;
    }
  }

  /** The address of the application. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
  }

  /** Stops listening, ends the application, and deletes the temporary files. */
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
