package dev.tokenvalidator.issuers;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** An application behind the filter, with settings as init-params, and its log. */
final class ProtectedApi implements AutoCloseable {

  private static final Logger LOGGER = Logger.getLogger("dev.tokenvalidator");

  private final Tomcat tomcat;
  private final Lines lines = new Lines();

  private ProtectedApi(Tomcat tomcat) {
    this.tomcat = tomcat;
  }

  /** The lines of the log. */
  private static final class Lines extends Handler {

    private final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      texts.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static final class Products extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("apples");
    }
  }

  /** Starts the application. */
  static ProtectedApi start(Map<String, String> settings) throws Exception {
    Path base = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "api");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", base.toString());
    FilterDef filter = new FilterDef();
    filter.setFilterName("tokens");
    filter.setFilterClass(BearerTokenFilter.class.getName());
    filter.setAsyncSupported("true");
    filter.addInitParameter("environment", "false");
    filter.addInitParameter("routes", "GET /products allOf(" + Journey.SCOPE + ")");
    settings.forEach(filter::addInitParameter);
    context.addFilterDef(filter);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("tokens");
    mapping.addURLPattern("/*");
    List.of("REQUEST", "ASYNC", "ERROR").forEach(mapping::setDispatcher);
    context.addFilterMap(mapping);
    Tomcat.addServlet(context, "products", new Products()).addMapping("/products");
    ProtectedApi api = new ProtectedApi(tomcat);
    LOGGER.setLevel(Level.INFO);
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(api.lines);
    try {
      tomcat.start();
      if (!context.getState().isAvailable()) {
        throw new IllegalStateException("it did not start with " + settings);
      }
      return api;
    } catch (Exception e) {
      api.close();
      throw e;
    }
  }

  /** Asks for the products, and returns the status. */
  int get(String token) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
    return Http.CLIENT
        .send(
            HttpRequest.newBuilder(address.resolve("/products"))
                .header("Authorization", "Bearer " + token)
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  /** The last line of the log. */
  String line() {
    return lines.texts.get(lines.texts.size() - 1);
  }

  @Override
  public void close() throws LifecycleException {
    LOGGER.removeHandler(lines);
    LOGGER.setLevel(null);
    LOGGER.setUseParentHandlers(true);
    tomcat.stop();
    tomcat.destroy();
  }
}
