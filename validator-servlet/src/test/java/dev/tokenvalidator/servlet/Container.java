package dev.tokenvalidator.servlet;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The embedded servlet containers that the tests run on, over real sockets. */
public enum Container {
  TOMCAT {
    @Override
    public Running start(Site site) throws Exception {
      Tomcat tomcat = new Tomcat();
      Path base = temporaryDirectory();
      tomcat.setBaseDir(base.toString());
      tomcat.setPort(0);
      tomcat.getConnector().setProperty("address", "127.0.0.1");
      tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", "" + MAX_HEADER_SIZE);
      if (site.executor() != null) {
        tomcat.getConnector().getProtocolHandler().setExecutor(site.executor());
      }
      if (site.strictness() != UriStrictness.DEFAULT) {
        boolean decodes = site.strictness() == UriStrictness.DECODING;
        tomcat.getConnector().setEncodedSolidusHandling(decodes ? "decode" : "passthrough");
        tomcat.getConnector().setProperty("allowBackslash", "" + decodes);
        tomcat.getConnector().setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
      }
      Context context = tomcat.addContext(site.contextPath(), site.documents().toString());
      context.addServletContainerInitializer((types, started) -> site.onStart(started), null);
      site.welcomeFiles().forEach(context::addWelcomeFile);
      site.errorPages()
          .forEach(
              (status, location) -> {
                var page = new org.apache.tomcat.util.descriptor.web.ErrorPage();
                page.setErrorCode(status);
                page.setLocation(location);
                context.addErrorPage(page);
              });
      Running running =
          new Running() {
            @Override
            public int port() {
              return tomcat.getConnector().getLocalPort();
            }

            @Override
            public void add(String mapping, Servlet servlet) {
              Tomcat.addServlet(context, "late", servlet).addMapping(mapping);
            }

            @Override
            public void close() {
              try {
                tomcat.stop();
                tomcat.destroy();
              } catch (LifecycleException e) {
                throw new IllegalStateException(e);
              }
            }
          };
      try (StartFailures failures = new StartFailures()) {
        tomcat.start();
        if (!context.getState().isAvailable()) {
          throw new IllegalStateException("the context did not start", failures.first());
        }
      } catch (Exception e) {
        running.close();
        throw e;
      }
      return running;
    }
  },

  JETTY {
    @Override
    public Running start(Site site) throws Exception {
      QueuedThreadPool threads = new QueuedThreadPool();
      threads.setVirtualThreadsExecutor(site.executor());
      Server server = new Server(threads);
      HttpConfiguration configuration = new HttpConfiguration();
      configuration.setRequestHeaderSize(MAX_HEADER_SIZE);
      if (site.strictness() != UriStrictness.DEFAULT) {
        configuration.setUriCompliance(
            site.strictness() == UriStrictness.RELAXED
                ? UriCompliance.UNSAFE
                : UriCompliance.LEGACY);
      }
      ServerConnector connector =
          new ServerConnector(server, new HttpConnectionFactory(configuration));
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      ServletContextHandler context =
          new ServletContextHandler(site.contextPath().isEmpty() ? "/" : site.contextPath());
      context.setBaseResourceAsPath(site.documents());
      context.setWelcomeFiles(site.welcomeFiles().toArray(String[]::new));
      context
          .getServletHandler()
          .setDecodeAmbiguousURIs(site.strictness() == UriStrictness.DECODING);
      context.addServletContainerInitializer((types, started) -> site.onStart(started));
      ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
      site.errorPages().forEach(errors::addErrorPage);
      context.setErrorHandler(errors);
      server.setHandler(context);
      try {
        server.start();
      } catch (Exception e) {
        server.stop();
        throw e;
      }
      return new Running() {
        @Override
        public int port() {
          return connector.getLocalPort();
        }

        @Override
        public void add(String mapping, Servlet servlet) {
          context.addServlet(new ServletHolder(servlet), mapping);
        }

        @Override
        public void close() {
          try {
            server.stop();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }
      };
    }
  },

  UNDERTOW {
    @Override
    public Running start(Site site) throws Exception {
      DeploymentInfo info =
          Servlets.deployment()
              .setDeploymentName("site")
              .setClassLoader(Container.class.getClassLoader())
              // By default it starts filters only with the first request.
              .setEagerFilterInit(true)
              .setExecutor(site.executor())
              .setContextPath(site.contextPath().isEmpty() ? "/" : site.contextPath())
              .addWelcomePages(site.welcomeFiles())
              .addServletContainerInitializer(
                  new ServletContainerInitializerInfo(
                      ServletContainerInitializer.class,
                      () ->
                          new ImmediateInstanceHandle<>((types, started) -> site.onStart(started)),
                      Set.of()));
      if (!site.welcomeFiles().isEmpty()) {
        info.setResourceManager(new PathResourceManager(site.documents()));
      }
      site.errorPages()
          .forEach((status, location) -> info.addErrorPage(new ErrorPage(location, status)));
      DeploymentManager manager = Servlets.newContainer().addDeployment(info);
      manager.deploy();
      HttpHandler handler = manager.start();
      Undertow.Builder builder =
          Undertow.builder()
              .addHttpListener(0, "127.0.0.1")
              .setIoThreads(1)
              .setWorkerThreads(4)
              .setHandler(
                  site.contextPath().isEmpty()
                      ? handler
                      : new PathHandler().addPrefixPath(site.contextPath(), handler));
      builder
          .setServerOption(
              UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL,
              site.strictness() != UriStrictness.DEFAULT)
          .setServerOption(
              UndertowOptions.DECODE_SLASH, site.strictness() == UriStrictness.DECODING);
      Undertow server = builder.build();
      server.start();
      return new Running() {
        @Override
        public int port() {
          return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        }

        @Override
        public void add(String mapping, Servlet servlet) {
          ServletInfo late =
              new ServletInfo(
                      "late", servlet.getClass(), () -> new ImmediateInstanceHandle<>(servlet))
                  .addMapping(mapping);
          manager.getDeployment().getDeploymentInfo().addServlet(late);
          manager.getDeployment().getServlets().addServlet(late);
          manager.getDeployment().getServletPaths().invalidate();
        }

        @Override
        public void close() {
          server.stop();
          try {
            manager.stop();
          } catch (ServletException e) {
            throw new IllegalStateException(e);
          }
          manager.undeploy();
        }
      };
    }
  };

  /** Starts a site, or throws. */
  public abstract Running start(Site site) throws Exception;

  /** Large enough that the filter, not the container, limits the size of a token. */
  private static final int MAX_HEADER_SIZE = 64 * 1024;

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory(Path.of("target"), "container");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tomcat logs the failure of a filter at the start, and throws nothing. */
  private static final class StartFailures extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("org.apache.catalina.core");
    private volatile @Nullable Throwable first;

    StartFailures() {
      logger.setLevel(Level.SEVERE);
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    @Nullable Throwable first() {
      return first;
    }

    @Override
    public void publish(LogRecord line) {
      if (first == null) {
        first = line.getThrown();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(Level.OFF);
    }
  }

  /** A container that listens. */
  public interface Running extends AutoCloseable {
    int port();

    /** Adds a servlet to the started site. */
    void add(String mapping, Servlet servlet);

    @Override
    void close();
  }

  /**
   * An application to start.
   *
   * @param contextPath empty for the root
   * @param errorPages locations by status
   * @param documents a directory of files
   * @param welcomeFiles names of files that stand for their directory; without any, Undertow serves
   *     no files
   * @param strictness with the spelling of request targets
   * @param executor runs requests on virtual threads; null for the container's own threads
   * @param initializer registers servlets and filters
   */
  public record Site(
      String contextPath,
      Map<Integer, String> errorPages,
      Path documents,
      List<String> welcomeFiles,
      UriStrictness strictness,
      @Nullable Executor executor,
      Consumer<ServletContext> initializer) {

    void onStart(ServletContext context) {
      initializer.accept(context);
    }
  }
}
