package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.fixtures.TestIssuer;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.spec.ServletContextImpl;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servlets whose real class differs from the class that the container reports. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class ServletClassTest {

  private final Container container;

  ServletClassTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        HttpServlet.class,
        GenericServlet.class,
        Servlet.class,
        SampleServlets.Abstract.class
      })
  void refusesToStartWithAnAbstractServletClass(
      Class<? extends Servlet> declared, TestIssuer issuer) {
    assertStartStopsAt(
        "orders",
        issuer,
        context -> declare(context, "orders", declared, new AnnotationsTest.Orders()));
  }

  @Test
  void refusesToStartWithAProxyServlet(TestIssuer issuer) {
    AnnotationsTest.Orders orders = new AnnotationsTest.Orders();
    Servlet proxy =
        (Servlet)
            Proxy.newProxyInstance(
                Servlet.class.getClassLoader(),
                new Class<?>[] {Servlet.class},
                (self, method, arguments) -> method.invoke(orders, arguments));

    assertStartStopsAt(
        "proxy", issuer, context -> context.addServlet("proxy", proxy).addMapping("/orders/*"));
  }

  @Test
  void readsTheAnnotationsOfTheDeclaredClass(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.route("/orders/*", authenticated()))
            .before(
                context ->
                    declare(
                        context,
                        "orders",
                        AnnotationsTest.Orders.class,
                        new AnnotationsTest.Orders()))
            .start()) {
      assertThat(app.get("/orders/7", issuer.token().scope("read:orders").mint()).status())
          .isEqualTo(200);
      assertThat(app.get("/orders/7", issuer.token().without("scope").mint()).status())
          .isEqualTo(403);
    }
  }

  @Test
  @Tag("S15")
  void refusesServletsOfUnknownClassUnlessARouteCoversThem(TestIssuer issuer) throws Exception {
    try (TestApp app = startHidden(issuer, filter -> {})) {
      assertThat(app.send("GET", "/hidden/a").status()).isEqualTo(401);
      assertThat(app.get("/hidden/a", issuer.token().mint()).status()).isEqualTo(403);
      assertThat(app.filter().audit())
          .anySatisfy(
              entry -> {
                assertThat(entry.mapping()).isEqualTo("/hidden/*");
                assertThat(entry.rules()).isEmpty();
              });
    }

    try (TestApp app = startHidden(issuer, filter -> filter.route("/hidden/*", authenticated()))) {
      assertThat(app.send("GET", "/hidden/a").status()).isEqualTo(401);
      assertThat(app.get("/hidden/a", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesErrorPagesOfUnknownClassUnlessARouteCoversThem(TestIssuer issuer) throws Exception {
    try (TestApp app = startHidden(issuer, filter -> filter.route("/fails", open()))) {
      assertThat(app.send("GET", "/fails").status()).isEqualTo(401);
    }

    try (TestApp app =
        startHidden(issuer, filter -> filter.route("/fails", open()).route("/hidden/*", open()))) {
      assertThat(app.send("GET", "/fails").status()).isEqualTo(409);
    }
  }

  @Test
  void readsThePathParametersOfADispatchToAServletOfUnknownClass(TestIssuer issuer)
      throws Exception {
    try (TestApp app =
        startHidden(
            issuer,
            filter ->
                filter
                    .pathParameters("jsessionid")
                    .route("/dispatches", open())
                    .route("/hidden/*", open()))) {
      assertThat(app.send("GET", "/dispatches").status()).isEqualTo(200);
    }
  }

  /** The route rules out that a missing rule stops the start. */
  private void assertStartStopsAt(
      String servlet, TestIssuer issuer, Consumer<ServletContext> registrations) {
    assertThatThrownBy(
            () ->
                TestApp.on(container)
                    .issuer(issuer)
                    .filter(filter -> filter.route("/orders/*", authenticated()))
                    .before(registrations)
                    .start()
                    .close())
        .satisfies(
            failure ->
                assertThat(TestApp.rootCause(failure))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("servlet " + servlet)
                    .hasMessageContaining("under the class itself"));
  }

  /** Starts a servlet whose class no loader finds by its name. */
  private TestApp startHidden(TestIssuer issuer, Consumer<BearerTokenFilterBuilder> routes)
      throws Exception {
    String file = SampleServlets.Plain.class.getName().replace('.', '/') + ".class";
    Servlet servlet;
    try (InputStream bytes = ServletClassTest.class.getClassLoader().getResourceAsStream(file)) {
      servlet =
          (Servlet)
              MethodHandles.lookup()
                  .defineHiddenClass(bytes.readAllBytes(), true)
                  .lookupClass()
                  .getDeclaredConstructor()
                  .newInstance();
    }
    return TestApp.on(container)
        .issuer(issuer)
        .filter(routes)
        .servlet("/hidden/*", servlet)
        .servlet("/fails", (request, response) -> response.sendError(409))
        .servlet(
            "/dispatches",
            (request, response) -> request.startAsync().dispatch("/hidden/a;jsessionid=1"))
        .errorPage(409, "/hidden/error")
        .start();
  }

  /** Registers through the API of the container, where class and instance may differ. */
  private void declare(
      ServletContext context, String name, Class<? extends Servlet> type, Servlet servlet) {
    switch (container) {
      case TOMCAT -> {
        StandardContext tomcat = (StandardContext) field(field(context, "context"), "context");
        Wrapper wrapper = tomcat.createWrapper();
        wrapper.setName(name);
        wrapper.setServletClass(type.getName());
        wrapper.setServlet(servlet);
        tomcat.addChild(wrapper);
        context.getServletRegistration(name).addMapping("/orders/*");
      }
      case JETTY -> {
        ServletHolder holder =
            new ServletHolder(type) {
              @Override
              protected Servlet createInstance() {
                return servlet;
              }
            };
        holder.setName(name);
        ServletContextHandler.getServletContextHandler(context).addServlet(holder, "/orders/*");
      }
      case UNDERTOW -> {
        ServletInfo info =
            new ServletInfo(name, type, () -> new ImmediateInstanceHandle<>(servlet));
        Deployment undertow = ((ServletContextImpl) context).getDeployment();
        undertow.getDeploymentInfo().addServlet(info);
        undertow.getServlets().addServlet(info);
        context.getServletRegistration(name).addMapping("/orders/*");
      }
    }
  }

  private static Object field(Object holder, String name) {
    try {
      Field field = holder.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(holder);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
