package dev.tokenvalidator.examples.readme;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.startup.Tomcat;

/** An application whose filter takes all its settings from the environment; prints its port. */
final class EnvironmentApp {

  private EnvironmentApp() {}

  public static void main(String[] arguments) throws Exception {
    try (Server server =
        Server.start(
            context -> {
              Tomcat.addServlet(context, "products", new ProductServlet()).addMapping("/products");
              context.addServletContainerInitializer(
                  (classes, servletContext) -> BearerTokenFilter.builder().install(servletContext),
                  Set.of());
            })) {
      System.out.println("port=" + server.port());
      new CountDownLatch(1).await();
    }
  }
}
