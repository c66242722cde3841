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
 * An application on Jetty, of any version of Jakarta EE: the classes that differ by version have
 * the same names in packages of their own.
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
   * One without a descriptor.
   *
   * @param ee such as {@code ee10}
   */
  static JettyApp plain(String ee) throws ReflectiveOperationException {
    return new JettyApp(ee, (ContextHandler) create(ee, "servlet.ServletContextHandler"));
  }

  /** One whose context is made already. */
  static JettyApp of(String ee, ContextHandler context) {
    return new JettyApp(ee, context);
  }

  /** One with a descriptor. */
  static JettyApp webapp(String ee, Path directory) throws ReflectiveOperationException {
    JettyApp app = new JettyApp(ee, (ContextHandler) create(ee, "webapp.WebAppContext"));
    app.call("setWar", String.class, directory.toString());
    app.call("setThrowUnavailableOnStartupException", boolean.class, true);
    app.context.setAttribute(
        "org.eclipse.jetty.containerInitializerExclusionPattern",
        // Those of all other containers and frameworks are on the class path too.
        "(?!org\\.eclipse\\.jetty\\." + ee + "\\.).*");
    return app;
  }

  /** Adds an initializer, behind those that are there. */
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

  /** Has another application run on this one's server. */
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

  /** Jetty's context. */
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
