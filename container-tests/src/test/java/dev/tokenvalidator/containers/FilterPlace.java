package dev.tokenvalidator.containers;

import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.TestApp;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The ways to register the filter in an application. */
enum FilterPlace {
  /** In the {@code web.xml} of a WAR, as docs/routes.md shows it. */
  WEB_XML,

  /** With the methods of the embedded container. */
  CONTAINER,

  /** With {@code install}, in an initializer that runs before WebSocket is set up. */
  INSTALL {
    @Override
    void put(BearerTokenFilter filter, ServletContext context) {
      TestApp.install(filter, context);
    }
  },

  /** As Spring Boot registers a bean: in such an initializer, before the declared filters. */
  BEAN {
    @Override
    void put(BearerTokenFilter filter, ServletContext context) {
      register(filter, context, false);
    }
  };

  static final EnumSet<DispatcherType> DISPATCHER_TYPES =
      EnumSet.copyOf(Set.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));

  static final String FILTER_NAME = "tokens";

  /** An initializer that adds a servlet for all paths, and the filter if it belongs there. */
  ServletContainerInitializer initializer(BearerTokenFilter filter) {
    return (types, context) -> {
      ServletRegistration.Dynamic page =
          context.addServlet(
              "page",
              new TestApp.HandlerServlet(
                  (request, response) -> response.setStatus(200), new AtomicInteger()));
      page.addMapping("/");
      put(filter, context);
    };
  }

  void put(BearerTokenFilter filter, ServletContext context) {}

  static void register(BearerTokenFilter filter, ServletContext context, boolean isMatchAfter) {
    FilterRegistration.Dynamic registration = context.addFilter(FILTER_NAME, filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(DISPATCHER_TYPES, isMatchAfter, "/*");
  }
}
