package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.apache.tomcat.websocket.server.WsSci;

/** An application on Tomcat, apart from the others: some runs have no Tomcat on the class path. */
final class TomcatApp {

  private TomcatApp() {}

  /** See {@link WebSocketContainer#start}. */
  static WebSocketContainer.Running start(
      FilterPlace place, BearerTokenFilter filter, War war, Class<?>... endpoints)
      throws Exception {
    Tomcat tomcat = new Tomcat();
    Path base = Files.createTempDirectory(Path.of("target"), "websocket");
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    StandardContext context;
    if (place == FilterPlace.WEB_XML) {
      context = (StandardContext) tomcat.addWebapp("", war.directory().toString());
      // The class path has the initializers of other containers and frameworks too.
      context.setContainerSciFilter("^(?!org\\.apache\\.)");
      ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
    } else {
      context = (StandardContext) tomcat.addContext("", base.toAbsolutePath().toString());
      if (place == FilterPlace.CONTAINER) {
        addFilter(context, filter);
      }
      context.addServletContainerInitializer(place.initializer(filter), null);
      context.addServletContainerInitializer(new WsSci(), Set.of(endpoints));
    }
    tomcat.start();
    WebSocketContainer.Running running =
        new WebSocketContainer.Running(
            tomcat.getConnector().getLocalPort(),
            context.getServletContext(),
            () -> {
              tomcat.stop();
              tomcat.destroy();
            });
    if (!context.getState().isAvailable()) {
      running.close();
      throw new IllegalStateException("the context did not start");
    }
    return running;
  }

  private static void addFilter(Context context, BearerTokenFilter filter) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(FilterPlace.FILTER_NAME);
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName(FilterPlace.FILTER_NAME);
    mapping.addURLPattern("/*");
    FilterPlace.DISPATCHER_TYPES.forEach(type -> mapping.setDispatcher(type.name()));
    context.addFilterMap(mapping);
  }
}
