package dev.tokenvalidator.examples.shopping.api;

import static dev.tokenvalidator.Access.allOf;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.apache.catalina.startup.Tomcat;

/**
 * The smallest protected application: a servlet that nobody reaches without a token for the scope
 * {@code read:products}, on port 8080. Put your Logto endpoint in before you run it.
 */
public final class SmallestApp {
  /**
   * Runs until the process is ended.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
    tomcat.getConnector();
    tomcat.addContext("", null).addServletContainerInitializer(SmallestApp::start, null);
    tomcat.start();
    tomcat.getServer().await();
  }

  // README: smallest app
  static void start(Set<Class<?>> types, ServletContext servletContext) {
    servletContext.addServlet("products", new ProductsServlet()).addMapping("/products");
    BearerTokenFilter.builder()
        .logtoEndpoint("https://your.logto.endpoint")
        .audience("https://shopping.api")
        .route("GET", "/products", allOf("read:products"))
        .install(servletContext);
  }
  // end
}
