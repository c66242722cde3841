package dev.tokenvalidator.examples.jersey;

import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;

import dev.tokenvalidator.rest.BearerTokenFeature;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** The two ways to protect resources on a servlet container. */
public final class JerseyShop {

  private JerseyShop() {}

  /** Behind the filter: its routes say what the resources need at least. */
  public static Server startBehindTheFilter(String logtoEndpoint, int port) throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServletContainerInitializer(
        (types, starting) ->
            BearerTokenFilter.builder()
                .logtoEndpoint(logtoEndpoint)
                .audience("https://shopping.api")
                .route("/health", open())
                .route("/*", authenticated())
                .install(starting));
    return start(context, new ResourceConfig(Products.class, Health.class), port);
  }

  /** Without the filter: the feature validates the tokens itself. */
  public static Server startAlone(String logtoEndpoint, int port) throws Exception {
    ResourceConfig resources =
        new ResourceConfig(Products.class, Health.class)
            .register(
                BearerTokenFeature.builder()
                    .logtoEndpoint(logtoEndpoint)
                    .audience("https://shopping.api")
                    .build());
    return start(new ServletContextHandler("/"), resources, port);
  }

  private static Server start(ServletContextHandler context, ResourceConfig resources, int port)
      throws Exception {
    context.addServlet(new ServletHolder(new ServletContainer(resources)), "/*");
    Server server = new Server(port);
    server.setHandler(context);
    server.start();
    return server;
  }
}
