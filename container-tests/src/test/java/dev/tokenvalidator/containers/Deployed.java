package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.Http;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.servlet.annotation.WebServlet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.webapp.Configuration;
import org.eclipse.jetty.ee10.webapp.FragmentConfiguration;
import org.eclipse.jetty.ee10.webapp.MetaInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppClassLoader;
import org.eclipse.jetty.ee10.webapp.WebAppConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.webapp.WebInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebXmlConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A {@link Webapp} on a server that scans it. Its responses show whether it started. */
abstract class Deployed implements AutoCloseable {

  /** The class path has the initializers of all containers. Each works in its own container. */
  private static final String OF_TOMCAT = "org\\.apache\\..*";

  private static final String OF_JETTY = "org\\.eclipse\\.jetty\\..*";

  /** Starts the web application. */
  static Deployed on(Container container, Webapp webapp, ClassLoader server) throws Exception {
    return switch (container) {
      case TOMCAT -> tomcat(webapp, server);
      case JETTY -> jetty(webapp, server);
      case UNDERTOW -> undertow(webapp, server);
    };
  }

  abstract int port();

  abstract ServletContext context();

  /** The reasons the application did not start, as far as the container reports them. */
  abstract List<Throwable> failures();

  @Override
  public abstract void close();

  /** The status of a request. An empty token means none. */
  int get(String path, String token) throws IOException {
    List<String> headers = new ArrayList<>(List.of("Connection: close"));
    if (!token.isEmpty()) {
      headers.add("Authorization: Bearer " + token);
    }
    try (Http http = new Http(port())) {
      return http.send("GET", path, headers).status();
    }
  }

  private static Deployed tomcat(Webapp webapp, ClassLoader server) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory(Path.of("target"), "tomcat").toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addWebapp("", webapp.path().toString());
    context.setParentClassLoader(server);
    ((StandardContext) context).setContainerSciFilter(OF_JETTY);
    StandardJarScanner scanner = new StandardJarScanner();
    // The scanner would look for fragments in every jar of the tests.
    scanner.setScanClassPath(false);
    context.setJarScanner(scanner);
    FailureLog log =
        new FailureLog("org.apache.catalina.core.ContainerBase.[Tomcat].[localhost].[/]");
    tomcat.start();
    return new Deployed() {
      @Override
      List<Throwable> failures() {
        return log.failures();
      }

      @Override
      int port() {
        return tomcat.getConnector().getLocalPort();
      }

      @Override
      ServletContext context() {
        return context.getServletContext();
      }

      @Override
      public void close() {
        try {
          tomcat.stop();
          tomcat.destroy();
        } catch (LifecycleException e) {
          throw new IllegalStateException(e);
        } finally {
          log.close();
        }
      }
    };
  }

  private static Deployed jetty(Webapp webapp, ClassLoader libraries) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    WebAppContext context = new WebAppContext();
    context.setContextPath("/");
    context.setWar(webapp.path().toString());
    context.setClassLoader(new WebAppClassLoader(libraries, context));
    context.setAttribute("org.eclipse.jetty.containerInitializerExclusionPattern", OF_TOMCAT);
    context.setConfigurations(
        new Configuration[] {
          new WebInfConfiguration(),
          new WebXmlConfiguration(),
          new MetaInfConfiguration(),
          new FragmentConfiguration(),
          new AnnotationConfiguration(),
          new WebAppConfiguration()
        });
    server.setHandler(context);
    server.start();
    return new Deployed() {
      @Override
      List<Throwable> failures() {
        return context.getUnavailableException() == null
            ? List.of()
            : List.of(context.getUnavailableException());
      }

      @Override
      int port() {
        return connector.getLocalPort();
      }

      @Override
      ServletContext context() {
        return context.getServletContext();
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

  /** Undertow scans nothing, so this scans as a server around it does. */
  private static Deployed undertow(Webapp webapp, ClassLoader server) throws Exception {
    Path webInf = webapp.path().resolve("WEB-INF");
    List<URL> urls = new ArrayList<>(List.of(webInf.resolve("classes/").toUri().toURL()));
    if (Files.isDirectory(webInf.resolve("lib"))) {
      try (Stream<Path> jars = Files.list(webInf.resolve("lib"))) {
        for (Path jar : jars.toList()) {
          urls.add(jar.toUri().toURL());
        }
      }
    }
    URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), server);
    DeploymentInfo info =
        Servlets.deployment().setDeploymentName("war").setContextPath("/").setClassLoader(loader);
    webapp.contextParams().forEach(info::addInitParameter);
    Set<Class<?>> classes = new HashSet<>();
    for (Class<?> type : webapp.classes()) {
      Class<?> loaded = loader.loadClass(type.getName());
      classes.add(loaded);
      WebServlet mapped = loaded.getAnnotation(WebServlet.class);
      if (mapped != null) {
        info.addServlet(
            Servlets.servlet(loaded.getName(), loaded.asSubclass(Servlet.class))
                .addMappings(mapped.value()));
      }
      if (ServletContextListener.class.isAssignableFrom(loaded)) {
        info.addListener(Servlets.listener(loaded.asSubclass(ServletContextListener.class)));
      }
    }
    for (ServletContainerInitializer initializer :
        ServiceLoader.load(ServletContainerInitializer.class, loader)) {
      if (!initializer.getClass().getName().matches(OF_TOMCAT + "|" + OF_JETTY)) {
        info.addServletContainerInitializer(
            new ServletContainerInitializerInfo(
                initializer.getClass(),
                () -> new ImmediateInstanceHandle<>(initializer),
                handled(initializer, classes)));
      }
    }
    FailureLog log = new FailureLog("io.undertow.request");
    DeploymentManager manager = Servlets.newContainer().addDeployment(info);
    manager.deploy();
    Undertow undertow =
        Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(manager.start()).build();
    undertow.start();
    return new Deployed() {
      @Override
      List<Throwable> failures() {
        // Undertow starts filters with the first request, and logs each failure with its request.
        return log.failures();
      }

      @Override
      int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
      }

      @Override
      ServletContext context() {
        return manager.getDeployment().getServletContext();
      }

      @Override
      public void close() {
        undertow.stop();
        try {
          manager.stop();
          manager.undeploy();
          loader.close();
        } catch (ServletException | IOException e) {
          throw new IllegalStateException(e);
        } finally {
          log.close();
        }
      }
    };
  }

  private static Set<Class<?>> handled(
      ServletContainerInitializer initializer, Set<Class<?>> classes) {
    HandlesTypes types = initializer.getClass().getAnnotation(HandlesTypes.class);
    Set<Class<?>> handled = new HashSet<>();
    for (Class<?> type : types == null ? new Class<?>[0] : types.value()) {
      classes.stream().filter(candidate -> isHandled(candidate, type)).forEach(handled::add);
    }
    return handled;
  }

  private static boolean isHandled(Class<?> candidate, Class<?> type) {
    return type.isAnnotation()
        ? Arrays.stream(candidate.getAnnotations()).anyMatch(it -> it.annotationType() == type)
        : type.isAssignableFrom(candidate);
  }
}
