package dev.tokenvalidator.examples.documentation;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.startup.Tomcat;

/** An application whose filter gets all settings from the environment. It prints its port. */
final class EnvironmentApp {

  private EnvironmentApp() {}

  public static void main(String[] arguments) throws Exception {
    try (EmbeddedServer server =
        EmbeddedServer.start(
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
