package dev.tokenvalidator.examples.smallest;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * The smallest protected application. {@code GET /products} on port 8080 needs an access token that
 * grants {@code read:products}. Without one, no request reaches the servlet.
 */
public final class SmallestApp {

  private SmallestApp() {}

  /**
   * Runs until the process ends.
   *
   * @param arguments your Logto endpoint
   */
  public static void main(String[] arguments) throws LifecycleException {
    start(arguments[0], 8080).getServer().await();
  }

  static Tomcat start(String logtoEndpoint, int port) throws LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
    tomcat.setPort(port);
    tomcat.getConnector().setThrowOnFailure(true);
    tomcat
        .addContext("", null)
        .addServletContainerInitializer(
            (types, servletContext) -> protect(servletContext, logtoEndpoint), null);
    tomcat.start();
    return tomcat;
  }

  private static void protect(ServletContext servletContext, String logtoEndpoint) {
    servletContext.addServlet("products", new Products()).addMapping("/products");
    BearerTokenFilter.builder()
        .logtoEndpoint(logtoEndpoint)
        .audience("https://shopping.api")
        .route("GET", "/products", allOf("read:products"))
        .install(servletContext);
  }

  private static final class Products extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("application/json");
      response.getWriter().print("[\"teapot\",\"cup\"]");
    }
  }
}
