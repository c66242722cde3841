package dev.tokenvalidator.containers;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A web application in a directory, as a server unpacks it. */
final class Webapp {

  private static final String SERVICE =
      "META-INF/services/" + ServletContainerInitializer.class.getName();

  private final Path directory;
  private final List<Class<?>> classes = new ArrayList<>();
  private final Map<String, String> contextParams = new LinkedHashMap<>();
  private final StringBuilder descriptor = new StringBuilder();
  private boolean metadataComplete;

  private Webapp(Path directory) {
    this.directory = directory;
  }

  /** An empty application. */
  static Webapp in(Path directory) {
    return new Webapp(directory);
  }

  /** Puts compiled classes of the tests into the application. */
  Webapp with(Class<?>... more) {
    classes.addAll(List.of(more));
    return this;
  }

  /** Puts the library into the application. */
  Webapp withLibrary() {
    for (Class<?> type : List.of(BearerTokenFilter.class, AccessTokenValidator.class)) {
      jar(type, directory.resolve("WEB-INF/lib/" + type.getSimpleName() + ".jar"));
    }
    return this;
  }

  /** Adds an initializer and its entry in {@code META-INF/services}. */
  Webapp withInitializer(Class<? extends ServletContainerInitializer> initializer) {
    write("WEB-INF/classes/" + SERVICE, initializer.getName());
    return with(initializer);
  }

  Webapp contextParam(String name, String value) {
    contextParams.put(name, value);
    return webXml(
        "<context-param><param-name>"
            + name
            + "</param-name><param-value>"
            + value
            + "</param-value></context-param>");
  }

  /** Adds a file that the container serves. */
  Webapp file(String path, String text) {
    write(path, text);
    return this;
  }

  /** Maps a servlet to the path of its name in web.xml. */
  Webapp servlet(String name, Class<? extends Servlet> type) {
    return webXml(
        """
        <servlet><servlet-name>%1$s</servlet-name><servlet-class>%2$s</servlet-class></servlet>
        <servlet-mapping><servlet-name>%1$s</servlet-name><url-pattern>/%1$s</url-pattern>
        </servlet-mapping>
        """
            .formatted(name, type.getName()));
  }

  /** Registers the filter in web.xml, as docs/routes.md does. */
  Webapp filter(TestIssuer issuer, String routes) {
    return filter(issuer, routes, "");
  }

  /** Registers the filter with more init-params, which are XML elements. */
  Webapp filter(TestIssuer issuer, String routes, String initParams) {
    return webXml(
        """
        <filter>
          <filter-name>tokens</filter-name>
          <filter-class>%s</filter-class>
          <async-supported>true</async-supported>
          <init-param>
            <param-name>logtoEndpoint</param-name><param-value>%s</param-value>
          </init-param>
          <init-param>
            <param-name>audience</param-name><param-value>%s</param-value>
          </init-param>
          <init-param>
            <param-name>routes</param-name><param-value>%s</param-value>
          </init-param>
          %s
        </filter>
        <filter-mapping>
          <filter-name>tokens</filter-name>
          <url-pattern>/*</url-pattern>
          <dispatcher>REQUEST</dispatcher>
          <dispatcher>ASYNC</dispatcher>
          <dispatcher>ERROR</dispatcher>
        </filter-mapping>
        """
            .formatted(
                BearerTokenFilter.class.getName(),
                issuer.endpoint(),
                issuer.resource().indicator(),
                routes,
                initParams));
  }

  /** Adds elements to web.xml. */
  Webapp webXml(String elements) {
    descriptor.append(elements);
    return this;
  }

  /** Tells the container not to scan for annotations. */
  Webapp metadataComplete() {
    metadataComplete = true;
    return this;
  }

  List<Class<?>> classes() {
    return classes;
  }

  Map<String, String> contextParams() {
    return contextParams;
  }

  /** Writes the application. */
  Path path() {
    for (Class<?> type : classes) {
      copy(type, directory.resolve("WEB-INF/classes"));
    }
    write(
        "WEB-INF/web.xml",
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\" metadata-complete=\""
            + metadataComplete
            + "\">"
            + descriptor
            + "</web-app>");
    return directory;
  }

  /**
   * The libraries of a server: the class path of the tests, without this library and the classes of
   * the applications. Those come from the WAR.
   */
  static ClassLoader server() {
    return new ServerLibraries(Webapp.class.getClassLoader());
  }

  /** The libraries of a server with classes of the tests, and with this library if asked. */
  static ClassLoader server(Path directory, boolean library, Class<?>... more) throws IOException {
    Webapp own = new Webapp(directory).with(more);
    List<URL> urls = new ArrayList<>();
    if (library) {
      own.withLibrary();
      try (Stream<Path> jars = Files.list(directory.resolve("WEB-INF/lib"))) {
        for (Path jar : jars.toList()) {
          urls.add(jar.toUri().toURL());
        }
      }
    }
    urls.add(own.path().resolve("WEB-INF/classes/").toUri().toURL());
    return new URLClassLoader(urls.toArray(URL[]::new), server());
  }

  private void write(String file, String text) {
    try {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Class<?> type, Path root) {
    try {
      String name = type.getName().replace('.', '/') + ".class";
      Path target = root.resolve(name);
      Files.createDirectories(target.getParent());
      Files.copy(origin(type).resolve(name), target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Packs the classes beside this class into a jar, or copies the jar that it comes from. */
  private static void jar(Class<?> type, Path target) {
    Path origin = origin(type);
    try {
      Files.createDirectories(target.getParent());
      if (Files.isRegularFile(origin)) {
        Files.copy(origin, target);
        return;
      }
      try (OutputStream file = Files.newOutputStream(target);
          JarOutputStream jar = new JarOutputStream(file);
          Stream<Path> content = Files.walk(origin)) {
        for (Path path : content.filter(Files::isRegularFile).toList()) {
          jar.putNextEntry(new JarEntry(origin.relativize(path).toString()));
          Files.copy(path, jar);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
