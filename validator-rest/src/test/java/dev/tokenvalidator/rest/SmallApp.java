package dev.tokenvalidator.rest;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/** An application on the HTTP server of the JDK that registers nothing but its resources. */
public final class SmallApp {

  private SmallApp() {}

  /** Starts it, and prints the port. */
  public static void main(String[] arguments) {
    HttpServer server =
        JdkHttpServerFactory.createHttpServer(
            URI.create("http://127.0.0.1:0/"),
            new ResourceConfig(MatrixResources.ALL).registerClasses(TokenResources.PARAMETERS),
            false);
    server.start();
    InetSocketAddress address = server.getAddress();
    System.out.println("port " + address.getPort());
  }
}
