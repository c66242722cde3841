package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The containers with Jakarta WebSocket. */
enum WebSocketContainer {
  TOMCAT {
    @Override
    Running start(FilterPlace place, BearerTokenFilter filter, War war, Class<?>... endpoints)
        throws Exception {
      return TomcatApp.start(place, filter, war, endpoints);
    }
  },

  JETTY {
    @Override
    Running start(FilterPlace place, BearerTokenFilter filter, War war, Class<?>... endpoints)
        throws Exception {
      return startJetty("ee10", place, filter, war, endpoints);
    }
  },

  JETTY_EE11 {
    @Override
    Running start(FilterPlace place, BearerTokenFilter filter, War war, Class<?>... endpoints)
        throws Exception {
      return startJetty("ee11", place, filter, war, endpoints);
    }
  },

  /** Reads no descriptor, so code registers what a server around it reads from one. */
  UNDERTOW {
    @Override
    Running start(FilterPlace place, BearerTokenFilter filter, War war, Class<?>... endpoints)
        throws Exception {
      WebSocketDeploymentInfo sockets =
          new WebSocketDeploymentInfo().setBuffers(new DefaultByteBufferPool(false, 1024));
      Arrays.stream(endpoints).forEach(sockets::addEndpoint);
      ServletContainerInitializer initializer = place.initializer(filter);
      DeploymentInfo info =
          Servlets.deployment()
              .setDeploymentName("site")
              .setClassLoader(WebSocketContainer.class.getClassLoader())
              .setContextPath("/")
              .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets)
              .addServletContainerInitializer(
                  new ServletContainerInitializerInfo(
                      ServletContainerInitializer.class,
                      () -> new ImmediateInstanceHandle<>(initializer),
                      Set.of()));
      if (place == FilterPlace.CONTAINER || place == FilterPlace.WEB_XML) {
        info.addFilter(
            new FilterInfo(
                    FilterPlace.FILTER_NAME,
                    BearerTokenFilter.class,
                    () -> new ImmediateInstanceHandle<>(filter))
                .setAsyncSupported(true));
        FilterPlace.DISPATCHER_TYPES.forEach(
            type -> info.addFilterUrlMapping(FilterPlace.FILTER_NAME, "/*", type));
      }
      DeploymentManager manager = Servlets.newContainer().addDeployment(info);
      manager.deploy();
      Undertow server =
          Undertow.builder()
              .addHttpListener(0, "127.0.0.1")
              .setIoThreads(1)
              .setWorkerThreads(4)
              .setHandler(manager.start())
              .build();
      server.start();
      return new Running(
          ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort(),
          manager.getDeployment().getServletContext(),
          () -> {
            server.stop();
            manager.stop();
            manager.undeploy();
          });
    }
  };

  /**
   * Starts an application.
   *
   * @param filter the filter of every place except {@link FilterPlace#WEB_XML}
   * @param war the application of {@link FilterPlace#WEB_XML}
   * @param endpoints the endpoints that are added at the start
   */
  abstract Running start(
      FilterPlace place, BearerTokenFilter filter, War war, Class<?>... endpoints) throws Exception;

  /** The containers on the class path: three by default, or those that the property names. */
  static List<WebSocketContainer> onTheClassPath() {
    String names = System.getProperty("containers", "TOMCAT,JETTY,UNDERTOW");
    return Arrays.stream(names.split(",")).map(WebSocketContainer::valueOf).toList();
  }

  private static Running startJetty(
      String ee, FilterPlace place, BearerTokenFilter filter, War war, Class<?>... endpoints)
      throws Exception {
    if (place == FilterPlace.WEB_XML) {
      return JettyApp.webapp(ee, war.directory()).start();
    }
    JettyApp app = JettyApp.plain(ee);
    if (place == FilterPlace.CONTAINER) {
      app.filter(filter);
    }
    app.initializer(place.initializer(filter));
    if (place == FilterPlace.BEAN) {
      // Spring Boot does this after it registers its beans. It fails if the name is taken.
      app.initializer(
          (types, context) -> {
            String name = JettyApp.upgradeFilter(ee);
            FilterRegistration.Dynamic upgradeFilter = context.addFilter(name, name);
            upgradeFilter.setAsyncSupported(true);
            upgradeFilter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
          });
    }
    app.webSocket(endpoints);
    return app.start();
  }

  /** A started container. */
  record Running(int port, ServletContext context, Stop stop) implements AutoCloseable {

    /** Adds a {@link CallerEndpoint} to the started application. */
    void addEndpoint(String path) throws DeploymentException {
      addEndpoint(path, CallerEndpoint.class, new CallerEndpoint.Configurator());
    }

    void addEndpoint(String path, Class<?> type, ServerEndpointConfig.Configurator configurator)
        throws DeploymentException {
      ServerContainer endpoints =
          (ServerContainer) context.getAttribute(ServerContainer.class.getName());
      endpoints.addEndpoint(
          ServerEndpointConfig.Builder.create(type, path).configurator(configurator).build());
    }

    @Override
    public void close() {
      try {
        stop.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Stops a container. */
  interface Stop {
    void stop() throws Exception;
  }
}
