package dev.tokenvalidator.containers;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.EnumSet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/**
 * An application on Jetty, of any version of Jakarta EE. Each version has its own package, with
 * classes of the same names.
 */
final class JettyApp {

  private final String ee;
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final ContextHandler context;

  private JettyApp(String ee, ContextHandler context) {
    this.ee = ee;
    this.context = context;
    context.setContextPath("/");
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
  }

  /**
   * An application without a descriptor.
   *
   * @param ee the version, for example {@code ee10}
   */
  static JettyApp plain(String ee) throws ReflectiveOperationException {
    return new JettyApp(ee, (ContextHandler) create(ee, "servlet.ServletContextHandler"));
  }

  /** An application with an existing context. */
  static JettyApp of(String ee, ContextHandler context) {
    return new JettyApp(ee, context);
  }

  /** An application with a descriptor. */
  static JettyApp webapp(String ee, Path directory) throws ReflectiveOperationException {
    JettyApp app = new JettyApp(ee, (ContextHandler) create(ee, "webapp.WebAppContext"));
    app.call("setWar", String.class, directory.toString());
    app.call("setThrowUnavailableOnStartupException", boolean.class, true);
    app.context.setAttribute(
        "org.eclipse.jetty.containerInitializerExclusionPattern",
        // The class path has the initializers of other containers and frameworks too.
        "(?!org\\.eclipse\\.jetty\\." + ee + "\\.).*");
    return app;
  }

  /** Adds an initializer behind the present ones. */
  void initializer(ServletContainerInitializer initializer, Class<?>... types)
      throws ReflectiveOperationException {
    context
        .getClass()
        .getMethod(
            "addServletContainerInitializer", ServletContainerInitializer.class, Class[].class)
        .invoke(context, initializer, types);
  }

  /** Adds the initializer that sets WebSocket up. */
  void webSocket(Class<?>... endpoints) throws ReflectiveOperationException {
    initializer(
        (ServletContainerInitializer)
            create(
                ee, "websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer"),
        endpoints);
  }

  /** Adds a filter for all paths. */
  void filter(Filter filter) throws ReflectiveOperationException {
    Class<?> holderType = type(ee, "servlet.FilterHolder");
    Object holder = holderType.getConstructor(Filter.class).newInstance(filter);
    context
        .getClass()
        .getMethod("addFilter", holderType, String.class, EnumSet.class)
        .invoke(context, holder, "/*", FilterPlace.DISPATCHER_TYPES);
  }

  /** Runs another application on the server of this one. */
  void addBeside(JettyApp sibling) {
    server.setHandler(new ContextHandlerCollection(context, sibling.context));
  }

  WebSocketContainer.Running start() throws Exception {
    try {
      server.start();
    } catch (Exception e) {
      server.stop();
      throw e;
    }
    return new WebSocketContainer.Running(
        connector.getLocalPort(),
        (ServletContext) context.getClass().getMethod("getServletContext").invoke(context),
        server::stop);
  }

  /** The context of Jetty. */
  ContextHandler context() {
    return context;
  }

  /** The name of the filter that opens WebSockets. */
  static String upgradeFilter(String ee) {
    return "org.eclipse.jetty." + ee + ".websocket.servlet.WebSocketUpgradeFilter";
  }

  private void call(String setter, Class<?> type, Object value)
      throws ReflectiveOperationException {
    context.getClass().getMethod(setter, type).invoke(context, value);
  }

  private static Object create(String ee, String name) throws ReflectiveOperationException {
    return type(ee, name).getConstructor().newInstance();
  }

  private static Class<?> type(String ee, String name) throws ClassNotFoundException {
    return Class.forName("org.eclipse.jetty." + ee + "." + name);
  }
}
