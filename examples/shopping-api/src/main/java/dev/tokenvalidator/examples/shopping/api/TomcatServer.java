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

/** One application on an embedded Tomcat, which listens on 127.0.0.1 only. */
public final class TomcatServer implements AutoCloseable {

  private final Tomcat tomcat;
  private final Path directory;

  private TomcatServer(Tomcat tomcat, Path directory) {
    this.tomcat = tomcat;
    this.directory = directory;
  }

  /**
   * Starts it.
   *
   * @param port 0 for any that is free
   * @param application registers servlets and filters
   * @return a server that listens
   * @throws BindException if another process has the port
   * @throws IOException if there is no room for temporary files
   * @throws LifecycleException if it does not start for another reason
   */
  public static TomcatServer start(int port, ServletContainerInitializer application)
      throws IOException, LifecycleException {
    Path directory = Files.createTempDirectory("shopping-api");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    // Otherwise a port that is taken is only logged.
    tomcat.getConnector().setThrowOnFailure(true);
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer(
        (types, starting) -> {
          // As in every WAR: it gets the paths that nothing else is mapped to. Without it Tomcat
          // answers them with 404 before any filter is asked.
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

  /** Where the application is. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
  }

  /** Stops listening, ends the application, and deletes the temporary files. */
  @Override
  public void close() throws IOException, LifecycleException {
    tomcat.stop();
    tomcat.destroy();
    // Tomcat remembers it for the whole process, and the next one would make the directory again.
    System.clearProperty("catalina.home");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
