package dev.tokenvalidator.servlet;

import jakarta.servlet.ServletRegistration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The servlets of frameworks. They pass requests on to resources, controllers or pages of the
 * application, and the filter does not read annotations there.
 */
final class FrameworkServlets {

  /** By name, because no framework is a dependency; subclasses count too. */
  private static final Set<String> NAMES =
      Set.of(
          "org.glassfish.jersey.servlet.ServletContainer",
          "org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher",
          "org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher",
          "org.apache.cxf.transport.servlet.AbstractHTTPServlet",
          "org.apache.cxf.transport.servlet.CXFServlet",
          "org.apache.cxf.transport.servlet.CXFNonSpringServlet",
          "org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet",
          "org.springframework.web.servlet.FrameworkServlet",
          "org.springframework.web.servlet.DispatcherServlet",
          "org.springframework.web.context.support.HttpRequestHandlerServlet",
          "org.springframework.http.server.reactive.ServletHttpHandlerAdapter",
          "org.restlet.ext.servlet.ServerServlet",
          "io.micronaut.servlet.engine.DefaultMicronautServlet",
          "io.grpc.servlet.jakarta.GrpcServlet",
          "com.sun.xml.ws.transport.http.servlet.WSServlet",
          "jakarta.faces.webapp.FacesServlet",
          "org.apache.wicket.protocol.http.WicketServlet",
          "com.vaadin.flow.server.VaadinServlet");

  private FrameworkServlets() {}

  /** Whether a class is a servlet of a framework. */
  static boolean isOne(String className) {
    return NAMES.contains(className);
  }

  /**
   * Warns of routes that lead to a framework's servlet and ask for no scope. Where annotations on
   * resources or controllers are not read, {@link RestModule} and {@link SpringModule} stop the
   * start.
   *
   * @param classes the names of the servlet's class and its superclasses
   * @param routes that requests to the servlet may meet
   */
  static Optional<String> warning(
      ServletRegistration registration, List<String> classes, List<Route> routes) {
    if (classes.stream().noneMatch(FrameworkServlets::isOne)
        || classes.stream().anyMatch(RestRuntime::isOne)) {
      return Optional.empty();
    }
    String withoutScope =
        routes.stream()
            .filter(route -> route.rule().access().requiredScopes().isEmpty())
            .map(route -> "\"" + route + "\"")
            .collect(Collectors.joining(", "));
    return withoutScope.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the servlet "
                + registration.getName()
                + " ("
                + registration.getClassName()
                + ") belongs to a framework, and @RequiresScope is not read behind it; these routes"
                + " to it ask for no scope: "
                + withoutScope);
  }
}
