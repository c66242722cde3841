package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.authenticated;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.TestApp;
import jakarta.servlet.Servlet;

/**
 * Starts a runtime of Jakarta REST behind the filter, in whatever loader has this class. On
 * Undertow, because Tomcat wants to be the only one in its process.
 */
public final class StartWithRuntime {

  private StartWithRuntime() {}

  /** Starts and stops an application; throws what stops its start. */
  public static void run(String runtime) throws Exception {
    Class<? extends Servlet> servlet = Class.forName(runtime).asSubclass(Servlet.class);
    try (TestIssuer issuer = TestIssuer.start()) {
      TestApp.on(Container.UNDERTOW)
          .issuer(issuer)
          .filter(filter -> filter.route("/*", authenticated()))
          .before(context -> context.addServlet("rest", servlet))
          .start()
          .close();
    }
  }
}
