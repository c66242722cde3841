package dev.tokenvalidator.examples.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** An embedded Tomcat on a free port. */
final class EmbeddedServer implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Tomcat tomcat = new Tomcat();

  private EmbeddedServer() throws IOException {
    tomcat.setBaseDir(Files.createTempDirectory("documentation").toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector();
  }

  /** Serves a context that code configures. */
  static EmbeddedServer start(Consumer<Context> description) throws Exception {
    EmbeddedServer server = new EmbeddedServer();
    description.accept(server.tomcat.addContext("", null));
    server.tomcat.start();
    return server;
  }

  /** Serves a web application with a {@code web.xml} and a servlet at {@code /products}. */
  static EmbeddedServer startWebXml(String content, Servlet products) throws Exception {
    return startWebXml(content, products, new OpenServlet());
  }

  /** Serves a web application with another servlet at {@code /health}. */
  static EmbeddedServer startWebXml(String content, Servlet products, Servlet health)
      throws Exception {
    EmbeddedServer server = new EmbeddedServer();
    Path application = Files.createTempDirectory("documentation-webapp");
    Path webXml = Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml");
    Files.writeString(
        webXml,
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        %s
        </web-app>
        """
            .formatted(content),
        UTF_8);
    Context context = server.tomcat.addWebapp("", application.toString());
    Tomcat.addServlet(context, "products", products).addMapping("/products");
    Tomcat.addServlet(context, "health", health).addMapping("/health");
    server.tomcat.start();
    return server;
  }

  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  /** The status of a request. An empty token means none. */
  int status(String method, String path, String token) throws Exception {
    return send(port(), method, path, token).statusCode();
  }

  static HttpResponse<String> send(int port, String method, String path, String token)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
