package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.war.MethodServlet;
import dev.tokenvalidator.war.PlainServlet;
import java.nio.file.Path;

/** Deploys a web application whose settings come from the environment, and prints its port. */
final class WarServer {

  private WarServer() {}

  /**
   * Serves until its input ends.
   *
   * @param arguments the directory of the application
   */
  public static void main(String[] arguments) throws Exception {
    Webapp webapp =
        Webapp.in(Path.of(arguments[0]))
            .withLibrary()
            .with(MethodServlet.class, PlainServlet.class);
    try (Deployed app = Deployed.on(Container.TOMCAT, webapp, Webapp.server())) {
      System.out.println("port=" + app.port());
      System.in.read();
    }
  }
}
