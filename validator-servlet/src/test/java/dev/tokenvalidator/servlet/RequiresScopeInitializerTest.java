package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.MachineOnly;
import dev.tokenvalidator.RequiresScope;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter that annotated servlets install; container-tests tests how containers find it. */
@OnEachContainer
class RequiresScopeInitializerTest {

  private final Container container;
  private final TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start();

  RequiresScopeInitializerTest(Container container) {
    this.container = container;
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void installsTheFilterForAnnotatedServlets() throws Exception {
    try (LogLines log = new LogLines();
        TestApp app = orders().startWith(context -> initialize(context, environment()))) {
      String reader = issuer.token().scope("read:orders").mint();

      assertThat(app.send("GET", "/orders").status()).isEqualTo(401);
      assertThat(app.get("/orders", reader).status()).isEqualTo(200);
      assertThat(app.send("POST", "/orders", "Authorization: Bearer " + reader).status())
          .isEqualTo(403);
      assertThat(app.send("GET", "/plain").status()).isEqualTo(401);
      assertThat(app.get("/plain", reader).status()).isEqualTo(403);
      assertThat(log.visibleByDefault())
          .anyMatch(
              line ->
                  line.contains("every request that no annotation and no route covers is refused")
                      && line.contains(AnnotationsTest.Orders.class.getName())
                      && line.contains("tokenValidator.annotations"));
    }
  }

  @Test
  void installsTheFilterBeforeRegisteredFilters() throws Exception {
    try (TestApp app =
        orders()
            .startWith(
                context -> {
                  context
                      .addFilter(
                          "content", (request, response, chain) -> response.getWriter().print("x"))
                      .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
                  initialize(context, environment());
                })) {
      assertThat(app.send("GET", "/orders").status()).isEqualTo(401);
      assertThat(app.get("/orders", issuer.token().scope("read:orders").mint()).body())
          .isEqualTo("x");
    }
  }

  @Test
  void readsSettingsFromContextParams() throws Exception {
    try (TestApp app =
        orders()
            .startWith(
                context -> {
                  params()
                      .forEach((name, value) -> setParam(context, "tokenValidator." + name, value));
                  setParam(context, "tokenValidator.realm", "shop");
                  setParam(context, "tokenValidator.routes", "* /plain open");
                  setParam(context, "other", "of another library");
                  initialize(context, Map.of());
                })) {
      assertThat(app.send("GET", "/plain").status()).isEqualTo(200);
      assertThat(app.send("GET", "/orders").header("WWW-Authenticate"))
          .contains("Bearer realm=\"shop\"");
      assertThat(app.get("/orders", issuer.token().scope("read:orders").mint()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void installsNothingBesideAnotherFilter() throws Exception {
    List<Consumer<ServletContext>> registrations =
        List.of(
            context -> {
              initialize(context, Map.of());
              installFilter(context);
            },
            context -> {
              installFilter(context);
              initialize(context, Map.of());
            },
            context -> {
              initialize(context, Map.of());
              registerFilter(context);
            });
    for (Consumer<ServletContext> registration : registrations) {
      AtomicReference<ServletContext> started = new AtomicReference<>();
      try (LogLines log = new LogLines();
          TestApp app = orders().startWith(registration.andThen(started::set))) {
        assertThat(app.send("GET", "/plain").status()).isEqualTo(200);
        assertThat(app.send("GET", "/orders").status()).isEqualTo(401);
        assertThat(app.get("/orders", issuer.token().scope("read:orders").mint()).status())
            .isEqualTo(200);
        assertThat(Objects.requireNonNull(started.get()).getFilterRegistrations().values())
            .extracting(FilterRegistration::getClassName)
            .containsOnlyOnce(BearerTokenFilter.class.getName());
        assertThat(log.all()).filteredOn(line -> line.contains("what covers")).hasSize(1);
        assertThat(log.visibleByDefault()).noneMatch(line -> line.contains("was installed"));
      }
    }
  }

  @Test
  void installsNothingWithoutAnnotatedServlets() throws Exception {
    for (Map<String, String> environment : List.of(Map.<String, String>of(), environment())) {
      try (LogLines log = new LogLines();
          TestApp app =
              TestApp.on(container)
                  .servlet("/plain", (request, response) -> response.setStatus(200))
                  .servlet("/async", (request, response) -> request.startAsync().complete())
                  .startWith(context -> initialize(context, environment))) {
        assertThat(app.send("GET", "/plain").status()).isEqualTo(200);
        assertThat(app.send("GET", "/async").status()).isEqualTo(200);
        assertThat(log.all()).isEmpty();
      }
    }
  }

  @Test
  void readsAnnotationsOfMethodsAndSuperclasses() throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .servlet("/shop", new AnnotationsTest.ShopOverride())
            .startWith(context -> initialize(context, environment()))) {
      assertThat(app.send("POST", "/shop").status()).isEqualTo(401);
    }
  }

  @Test
  void refusesToStartWithoutSettings() {
    assertDoesNotStart("issuer", Map.of(), Map.of());
    assertDoesNotStart(
        "audience",
        Map.of("TOKEN_VALIDATOR_ISSUER", issuer.issuer()),
        Map.of("tokenValidator.realm", "shop"));
  }

  @ParameterizedTest
  @CsvSource({
    "tokenValidator.audiences, x, tokenValidator.audiences",
    "tokenValidator.annotation, off, tokenValidator.annotation",
    "tokenValidator.Annotations, off, tokenValidator.Annotations",
    "tokenValidator.annotations, false, tokenValidator.annotations",
    "tokenValidator.annotations, ' ', tokenValidator.annotations",
    "tokenValidator.realm, ' ', tokenValidator.realm",
    "tokenValidator.clockSkew, soon, tokenValidator.clockSkew",
  })
  void refusesMalformedContextParams(String name, String value, String setting) {
    assertDoesNotStart(setting, environment(), Map.of(name, value));
  }

  @Test
  void refusesUnknownContextParams() {
    assertThatThrownBy(
            () ->
                orders()
                    .startWith(
                        context -> {
                          setParam(context, "tokenValidator.audience", "https://shopping.api");
                          initialize(context, environment());
                          installFilter(context);
                        })
                    .close())
        .satisfies(failure -> assertNames(failure, "tokenValidator.audience"));
    assertThatThrownBy(
            () ->
                TestApp.on(container)
                    .servlet("/plain", (request, response) -> {})
                    .startWith(
                        context -> {
                          setParam(context, "tokenValidator.issuer", issuer.issuer());
                          initialize(context, environment());
                        })
                    .close())
        .satisfies(failure -> assertNames(failure, "tokenValidator.issuer"));
  }

  @Test
  void installsNothingWhenSwitchedOff() throws Exception {
    try (TestApp app =
        orders()
            .startWith(
                context -> {
                  setParam(context, "tokenValidator.annotations", "off");
                  initialize(context, Map.of());
                })) {
      assertThat(app.send("GET", "/orders").status()).isEqualTo(200);
    }
    // Another initializer may set the parameter later.
    try (TestApp app =
        orders()
            .startWith(
                context -> {
                  initialize(context, Map.of());
                  setParam(context, "tokenValidator.annotations", "off");
                })) {
      assertThat(app.send("GET", "/orders").status()).isEqualTo(200);
    }
  }

  /** A server and an application may each contain the initializer. */
  @Test
  void installsOneFilterWhenCalledTwice() throws Exception {
    try (TestApp app =
        orders()
            .startWith(
                context -> {
                  initialize(context, environment());
                  initialize(context, environment());
                })) {
      assertThat(app.send("GET", "/orders").status()).isEqualTo(401);
      assertThat(app.get("/orders", issuer.token().scope("read:orders").mint()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void warnsOfAnnotatedClassesThatAreNotServlets() throws Exception {
    try (LogLines log = new LogLines();
        TestApp app =
            TestApp.on(container)
                .servlet("/plain", (request, response) -> response.setStatus(200))
                .startWith(
                    context ->
                        new RequiresScopeInitializer(Map.of())
                            .onStartup(Set.of(Resource.class), context))) {
      assertThat(app.send("GET", "/plain").status()).isEqualTo(200);
      assertThat(log.visibleByDefault())
          .singleElement()
          .asString()
          .contains("annotations are read on servlets only", Resource.class.getName());
    }
  }

  @Test
  void warnsOfAnnotatedServletsThatAreNotRegistered() throws Exception {
    HttpServlet annotated = new AnnotationsTest.Orders();
    try (LogLines log = new LogLines();
        TestApp app =
            TestApp.on(container)
                .servlet("/orders", (request, response) -> annotated.service(request, response))
                .startWith(
                    context ->
                        new RequiresScopeInitializer(Map.of())
                            .onStartup(Set.of(annotated.getClass()), context))) {
      assertThat(app.send("GET", "/orders").status()).isEqualTo(200);
      assertThat(log.visibleByDefault())
          .singleElement()
          .asString()
          .contains("no servlet is registered", annotated.getClass().getName());
    }
  }

  /** Nothing can enforce them there. */
  @ParameterizedTest
  @ValueSource(classes = {AnnotatedListener.class, AnnotatedFilter.class})
  void refusesAnnotationsOnListenersAndFilters(Class<?> annotated) {
    assertThatThrownBy(() -> startWith(annotated).close())
        .satisfies(failure -> assertNames(failure, "annotations of " + annotated.getName()));
  }

  /** A controller may listen to events of its framework. */
  @Test
  void startsWithAnAnnotatedClassThatListensToOtherEvents() throws Exception {
    try (TestApp app = startWith(Listening.class)) {
      assertThat(app.send("GET", "/plain").status()).isEqualTo(200);
    }
  }

  private TestApp startWith(Class<?> annotated) throws Exception {
    return TestApp.on(container)
        .servlet("/plain", (request, response) -> response.setStatus(200))
        .startWith(
            context ->
                new RequiresScopeInitializer(Map.of()).onStartup(Set.of(annotated), context));
  }

  @RequiresScope("read")
  static final class AnnotatedListener implements ServletContextListener {}

  @MachineOnly
  abstract static class AnnotatedFilter implements Filter {}

  @RequiresScope("read")
  static final class Listening implements EventListener {}

  @RequiresScope("read")
  static final class Resource {}

  private TestApp.Builder orders() {
    return TestApp.on(container)
        .servlet("/orders/*", new AnnotationsTest.Orders())
        .servlet("/plain", (request, response) -> response.setStatus(200));
  }

  private void assertDoesNotStart(
      String setting, Map<String, String> environment, Map<String, String> contextParams) {
    assertThatThrownBy(
            () ->
                orders()
                    .startWith(
                        context -> {
                          contextParams.forEach((name, value) -> setParam(context, name, value));
                          initialize(context, environment);
                        })
                    .close())
        .satisfies(failure -> assertNames(failure, setting));
  }

  private static void assertNames(Throwable failure, String setting) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    assertThat(causes)
        .filteredOn(InvalidSettingException.class::isInstance)
        .first()
        .satisfies(
            cause -> assertThat(((InvalidSettingException) cause).setting()).isEqualTo(setting));
  }

  /** Calls the initializer as a container does. */
  private static void initialize(ServletContext context, Map<String, String> environment) {
    new RequiresScopeInitializer(environment).onStartup(null, context);
  }

  private void installFilter(ServletContext context) {
    filter().install(context);
  }

  private void registerFilter(ServletContext context) {
    FilterRegistration.Dynamic registration = context.addFilter("tokens", filter().build());
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR), true, "/*");
  }

  private BearerTokenFilterBuilder filter() {
    return BearerTokenFilter.builder()
        .environment(Map.of())
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(issuer.resource().indicator())
        .route("/plain", open());
  }

  private Map<String, String> params() {
    return Map.of(
        "logtoEndpoint", issuer.endpoint().toString(), "audience", issuer.resource().indicator());
  }

  private Map<String, String> environment() {
    return Map.of(
        "TOKEN_VALIDATOR_LOGTO_ENDPOINT", issuer.endpoint().toString(),
        "TOKEN_VALIDATOR_AUDIENCE", issuer.resource().indicator());
  }

  private static void setParam(ServletContext context, String name, String value) {
    assertThat(context.setInitParameter(name, value)).isTrue();
  }
}
