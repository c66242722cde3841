package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import dev.tokenvalidator.servlet.TestApp;
import jakarta.servlet.Filter;
import jakarta.servlet.Registration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jboss.resteasy.plugins.server.servlet.FilterDispatcher;
import org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The start stops where a runtime would not find validator-rest. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class RestDiscoveryTest {

  private static final String BUILTIN = "resteasy.use.builtin.providers";

  private final Container container;

  RestDiscoveryTest(Container container) {
    this.container = container;
  }

  static Stream<Arguments> resteasy() {
    Function<ServletContext, Registration> servlet =
        context -> context.addServlet("rest", (Servlet) new HttpServletDispatcher());
    Function<ServletContext, Registration> filter =
        context -> context.addFilter("rest", (Filter) new FilterDispatcher());
    return Stream.of(
        Arguments.of("the servlet rest", servlet), Arguments.of("the filter rest", filter));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("resteasy")
  void stopsIfResteasyIsToldNotToLook(
      String name, Function<ServletContext, Registration> registration, TestIssuer issuer)
      throws Exception {
    for (String off : List.of("false", "FALSE", "0")) {
      assertThat(catchThrowable(() -> start(registration, Map.of(BUILTIN, off), issuer)))
          .hasStackTraceContaining(BUILTIN + ": is false for " + name);
    }
    start(registration, Map.of(BUILTIN, "true"), issuer);
    start(
        registration,
        Map.of(BUILTIN, "false", "resteasy.providers", "dev.tokenvalidator.rest.DiscoveredFeature"),
        issuer);
  }

  @Test
  void stopsIfTheProcessTellsResteasyNotToLook(TestIssuer issuer) throws Exception {
    System.setProperty(BUILTIN, "false");
    try {
      assertThat(
              catchThrowable(
                  () ->
                      start(
                          context -> context.addServlet("rest", new HttpServletDispatcher()),
                          Map.of(),
                          issuer)))
          .hasStackTraceContaining(BUILTIN + ": is false for the servlet rest");
      start(context -> context.addServlet("rest", new ServletContainer()), Map.of(), issuer);
    } finally {
      System.clearProperty(BUILTIN);
    }
  }

  private void start(
      Function<ServletContext, Registration> registration,
      Map<String, String> params,
      TestIssuer issuer)
      throws Exception {
    TestApp.on(container)
        .issuer(issuer)
        .filter(filter -> filter.route("/*", authenticated()).filterOrderChecked())
        .before(context -> registration.apply(context).setInitParameters(params))
        .start()
        .close();
  }
}
