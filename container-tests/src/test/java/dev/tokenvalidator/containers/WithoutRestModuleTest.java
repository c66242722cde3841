package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.allOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import dev.tokenvalidator.servlet.TestApp;
import dev.tokenvalidator.war.AnnotatedResource;
import jakarta.servlet.ServletContext;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jboss.resteasy.plugins.server.servlet.FilterDispatcher;
import org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher;
import org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs without validator-rest: {@link AnnotatedResource} is on the class path. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class WithoutRestModuleTest {

  private final Container container;

  WithoutRestModuleTest(Container container) {
    this.container = container;
  }

  static Stream<Arguments> runtimes() {
    return Stream.of(
        runtime("Jersey", context -> context.addServlet("rest", new ServletContainer())),
        runtime("Jersey by class", context -> context.addServlet("rest", ServletContainer.class)),
        runtime("a subclass", context -> context.addServlet("rest", new Own())),
        runtime("Jersey as a filter", context -> context.addFilter("rest", new ServletContainer())),
        runtime("RESTEasy", context -> context.addServlet("rest", new HttpServletDispatcher())),
        runtime("RESTEasy 3", context -> context.addServlet("rest", new HttpServlet30Dispatcher())),
        runtime(
            "RESTEasy as a filter", context -> context.addFilter("rest", new FilterDispatcher())));
  }

  private static Arguments runtime(String name, Consumer<ServletContext> registration) {
    return Arguments.of(name, registration);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runtimes")
  void stopsTheStartAndNamesTheModule(
      String name, Consumer<ServletContext> registration, TestIssuer issuer) {
    Throwable thrown = catchThrowable(() -> start(registration, issuer).close());

    Throwable cause = thrown;
    while (cause != null && !(cause instanceof InvalidSettingException)) {
      cause = cause.getCause();
    }
    assertThat(cause)
        .as("%s", thrown)
        .hasMessageContaining("validator-rest")
        .hasMessageContaining(AnnotatedResource.class.getName());
  }

  @Test
  void startsWithoutARuntimeOfResources(TestIssuer issuer) throws Exception {
    try (TestApp app = start(context -> {}, issuer)) {
      assertThat(app.filter().audit()).isNotNull();
    }
  }

  private TestApp start(Consumer<ServletContext> registration, TestIssuer issuer) throws Exception {
    return TestApp.on(container)
        .issuer(issuer)
        .filter(filter -> filter.route("/*", allOf("read:products")).filterOrderChecked())
        .before(registration)
        .start();
  }

  private static final class Own extends ServletContainer {

    private static final long serialVersionUID = 1L;
  }
}
