package dev.tokenvalidator.rest;

import dev.tokenvalidator.servlet.BearerTokenFilterBuilder;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/** An application of Jakarta REST on Tomcat. */
final class RestApp implements AutoCloseable {

  private final Tomcat tomcat = new Tomcat();
  private final Context context;
  private @Nullable ExecutorService threads;

  private RestApp(
      String contextPath, Application application, @Nullable BearerTokenFilterBuilder filter)
      throws IOException {
    tomcat.setBaseDir(Files.createTempDirectory(Path.of("target"), "rest").toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    context = tomcat.addContext(contextPath, null);
    if (filter != null) {
      context.addServletContainerInitializer(
          (types, starting) -> filter.install(starting), Set.of());
    }
    context.addServletContainerInitializer(
        (types, starting) -> {
          ServletRegistration.Dynamic servlet =
              starting.addServlet("rest", Stack.HERE.servlet(application));
          servlet.setAsyncSupported(true);
          servlet.addMapping("/*");
        },
        Set.of());
  }

  /** Starts an application that has no servlet filter. */
  static RestApp start(Application application) throws Exception {
    return start(application, null);
  }

  /** Starts an application without a servlet filter below a context path. */
  static RestApp startAt(String contextPath, Application application) throws Exception {
    return started(new RestApp(contextPath, application, null));
  }

  /** Starts an application without a servlet filter, whose requests run on threads of a name. */
  static RestApp startOnThreads(String name, Application application) throws Exception {
    RestApp app = new RestApp("", application, null);
    app.threads =
        Executors.newFixedThreadPool(
            4,
            work -> {
              Thread thread = new Thread(work, name + "0");
              thread.setDaemon(true);
              return thread;
            });
    app.tomcat.getConnector().getProtocolHandler().setExecutor(app.threads);
    return started(app);
  }

  /** Starts an application behind the servlet filter. */
  static RestApp start(Application application, @Nullable BearerTokenFilterBuilder filter)
      throws Exception {
    return started(new RestApp("", application, filter));
  }

  private static RestApp started(RestApp app) throws Exception {
    try {
      app.start();
      return app;
    } catch (Exception e) {
      app.close();
      throw e;
    }
  }

  private void start() throws LifecycleException, ServletException {
    tomcat.start();
    // Starts the servlet now, and throws what stops it.
    Wrapper servlet = (Wrapper) context.findChild("rest");
    servlet.deallocate(servlet.allocate());
  }

  Client client() {
    return new Client(tomcat.getConnector().getLocalPort());
  }

  HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    return client().get(path, token);
  }

  HttpResponse<String> send(String method, String path, @Nullable String token) throws Exception {
    return client().send(method, path, token);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client().send(request);
  }

  HttpRequest.Builder request(String method, String path, @Nullable String token) {
    return client().request(method, path, token);
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
    if (threads != null) {
      threads.shutdown();
    }
  }
}
