package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static dev.tokenvalidator.Access.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.OrganizationTokens;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the filter gets its settings and its place, and what it does not start with. */
@EachContainer
@ExtendWith(TestIssuerExtension.class)
class StartUpTest {

  private final Container container;

  StartUpTest(Container container) {
    this.container = container;
  }

  @Test
  void readsAllSettingsFromInitParams(TestIssuer issuer) throws Exception {
    try (TestApp app =
        byInitParams(
            Map.of(
                "logtoEndpoint",
                issuer.endpoint().toString(),
                "audience",
                issuer.resource().indicator(),
                "realm",
                "shop",
                "routes",
                "GET /products allOf(read:products)\n* /health open"))) {
      assertThat(app.send("GET", "/health").status()).isEqualTo(200);
      assertThat(app.send("GET", "/products").header("WWW-Authenticate"))
          .contains("Bearer realm=\"shop\"");
      assertThat(app.get("/products", issuer.token().scope("read:products").mint()).status())
          .isEqualTo(200);
      assertThat(app.get("/products", issuer.token().without("scope").mint()).status())
          .isEqualTo(403);
    }
  }

  @Test
  void protectsAnnotatedServletsWithTwoVariables(TestIssuer issuer) throws Exception {
    Map<String, String> environment =
        Map.of(
            "TOKEN_VALIDATOR_LOGTO_ENDPOINT", issuer.endpoint().toString(),
            "TOKEN_VALIDATOR_AUDIENCE", issuer.resource().indicator());

    try (TestApp app =
        TestApp.on(container)
            .servlet("/orders/*", new AnnotationsTest.Orders())
            .startWith(
                context -> BearerTokenFilter.builder().environment(environment).install(context))) {
      assertThat(app.send("GET", "/orders").status()).isEqualTo(401);
      assertThat(app.get("/orders", issuer.token().scope("read:orders").mint()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void prefersRoutesInCodeOverTheEnvironment(TestIssuer issuer) throws Exception {
    Map<String, String> environment = Map.of("TOKEN_VALIDATOR_ROUTES", "* /* open");

    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(filter -> filter.environment(environment).route("/health", open()))
            .servlet("/health", (request, response) -> response.setStatus(200))
            .servlet("/secret", (request, response) -> response.setStatus(200))
            .start()) {
      assertThat(app.send("GET", "/health").status()).isEqualTo(200);
      assertThat(app.send("GET", "/secret").status()).isEqualTo(401);
    }
  }

  /** Nothing on the class path would open a WebSocket, so nobody needs to know its place. */
  @Test
  void startsInAWrappedContextWithoutWebSockets(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .servlet("/products", (request, response) -> response.setStatus(200))
            .startWith(
                context -> {
                  FilterRegistration.Dynamic registration =
                      context.addFilter(
                          "tokens", InWrappedContext.passingOn(coded(issuer).build()));
                  registration.setAsyncSupported(true);
                  registration.addMappingForUrlPatterns(null, false, "/*");
                })) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "audiences, x",
    "realm, ''",
    "realm, a\"b",
    "clockSkew, soon",
    "jwksUri, not a uri",
    "routes, GET /products",
    "routes, GET /{x allOf(a)",
    "organizations, required",
    "pathParameters, a;b",
    "pathParameters, a=b",
    "allowPreflight, yes",
    "checkDispatches, on",
    "requireCoverage, 1",
    "filterOrderChecked, yes",
  })
  void refusesToStartWithMalformedSettings(String name, String value, TestIssuer issuer) {
    Map<String, String> params = new HashMap<>();
    params.put("logtoEndpoint", issuer.endpoint().toString());
    params.put("audience", issuer.resource().indicator());
    params.put("routes", "GET /products allOf(read:products)");
    params.put(name, value);

    assertDoesNotStart(InvalidSettingException.class, context -> register(context, params));
  }

  @Test
  void refusesToStartWithoutIssuerOrAudience(TestIssuer issuer) {
    assertDoesNotStart(
        InvalidSettingException.class,
        context -> register(context, Map.of("audience", "https://shopping.api")));
    assertDoesNotStart(
        InvalidSettingException.class,
        context -> register(context, Map.of("issuer", issuer.issuer())));
  }

  @Test
  void refusesToStartWithUnknownVariables(TestIssuer issuer) {
    assertDoesNotStart(
        InvalidSettingException.class,
        context ->
            coded(issuer).environment(Map.of("TOKEN_VALIDATOR_AUDIENCES", "x")).install(context));
  }

  @Test
  @Tag("S14")
  void refusesASecondInstallation(TestIssuer issuer) throws Exception {
    AtomicReference<Throwable> second = new AtomicReference<>();

    try (TestApp app =
        products()
            .startWith(
                context -> {
                  coded(issuer).install(context);
                  try {
                    coded(issuer).install(context);
                  } catch (IllegalStateException e) {
                    second.set(e);
                  }
                })) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
    }
    assertThat(second.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Tag("S14")
  void refusesToStartBesideAnotherBearerTokenFilter(TestIssuer issuer) {
    assertDoesNotStart(
        IllegalStateException.class,
        context -> {
          coded(issuer).install(context);
          map(context.addFilter("second", coded(issuer).build()), "/*");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/products", "/products/*", "*.do", "/"})
  @Tag("S14")
  void refusesToStartOnPartOfThePaths(String mapping, TestIssuer issuer) {
    assertDoesNotStart(
        IllegalStateException.class,
        context -> map(context.addFilter("partial", coded(issuer).build()), mapping));
  }

  @Test
  void refusesToStartWithoutAMapping(TestIssuer issuer) {
    assertDoesNotStart(
        IllegalStateException.class,
        context -> context.addFilter("unmapped", coded(issuer).build()));
  }

  @Test
  void refusesToStartOnServletNames(TestIssuer issuer) {
    assertDoesNotStart(
        IllegalStateException.class,
        context ->
            context
                .addFilter("named", coded(issuer).build())
                .addMappingForServletNames(
                    EnumSet.of(DispatcherType.REQUEST), false, "servlet for /products"));
  }

  @Test
  void refusesToStartWithoutTheRequestDispatcherType(TestIssuer issuer) {
    assertDoesNotStart(
        IllegalStateException.class,
        context ->
            context
                .addFilter("late", coded(issuer).build())
                .addMappingForUrlPatterns(
                    EnumSet.of(DispatcherType.ASYNC, DispatcherType.ERROR), false, "/*"));
  }

  @Test
  void refusesToStartUnderAnUnregisteredName(TestIssuer issuer) {
    Filter filter = coded(issuer).build();
    assertDoesNotStart(
        IllegalStateException.class,
        context -> map(context.addFilter("door", new Renamed(filter)), "/*"));
  }

  @Test
  void startsUnderAnyNameOnAllPaths(TestIssuer issuer) throws Exception {
    try (TestApp app =
        products()
            .startWith(context -> map(context.addFilter("door", coded(issuer).build()), "/*"))) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
      assertThat(app.get("/products", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  @Test
  @Tag("S15")
  void refusesToStartWithAMalformedAnnotation(TestIssuer issuer) {
    assertDoesNotStart(
        InvalidSettingException.class,
        context -> {
          coded(issuer).install(context);
          context.addServlet("bad", new AnnotatedServletTest.Malformed()).addMapping("/bad");
        });
  }

  @Test
  @Tag("S15")
  void refusesServletsOfUnknownClassUnlessARouteCoversThem(TestIssuer issuer) throws Exception {
    try (TestApp app = hidden(issuer, filter -> {})) {
      assertThat(app.send("GET", "/hidden/a").status()).isEqualTo(401);
      assertThat(app.get("/hidden/a", issuer.token().mint()).status()).isEqualTo(403);
      assertThat(app.filter().audit())
          .anySatisfy(
              entry -> {
                assertThat(entry.mapping()).isEqualTo("/hidden/*");
                assertThat(entry.rules()).isEmpty();
              });
    }

    try (TestApp app = hidden(issuer, filter -> filter.route("/hidden/*", authenticated()))) {
      assertThat(app.send("GET", "/hidden/a").status()).isEqualTo(401);
      assertThat(app.get("/hidden/a", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesErrorPagesOfUnknownClassUnlessARouteCoversThem(TestIssuer issuer) throws Exception {
    try (TestApp app = hidden(issuer, filter -> filter.route("/fails", open()))) {
      assertThat(app.send("GET", "/fails").status()).isEqualTo(401);
    }

    try (TestApp app =
        hidden(issuer, filter -> filter.route("/fails", open()).route("/hidden/*", open()))) {
      assertThat(app.send("GET", "/fails").status()).isEqualTo(409);
    }
  }

  @Test
  void refusesToStartWithAnnotationsAloneWhenOrganizationsAreRequired(TestIssuer issuer)
      throws Exception {
    assertThatThrownBy(
            () ->
                TestApp.on(container)
                    .issuer(issuer, set -> set.organizations(OrganizationTokens.REQUIRED))
                    .servlet("/orders/*", new AnnotationsTest.Orders())
                    .start()
                    .close())
        .satisfies(
            failure -> assertThat(rootOf(failure)).isInstanceOf(InvalidSettingException.class));

    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer, set -> set.organizations(OrganizationTokens.REQUIRED))
            .filter(filter -> filter.route("/orders/*", authenticated().anyOrganization()))
            .servlet("/orders/*", new AnnotationsTest.Orders())
            .start()) {
      String token = issuer.token().scope("read:orders").organizationId("acme").mint();
      assertThat(app.get("/orders", token).status()).isEqualTo(200);
    }
  }

  @Test
  void doesNotCloseTheGivenValidator(TestIssuer issuer) throws Exception {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(issuer.endpoint().toString())
            .audience(issuer.resource().indicator())
            .clock(issuer.clock(), System::nanoTime)
            .build()) {
      TestApp.on(container)
          .filter(filter -> filter.validator(validator).route("/products", authenticated()))
          .servlet("/products", (request, response) -> {})
          .start()
          .close();

      // A closed one could not fetch the keys it does not have yet.
      assertThat(validator.validate(issuer.token().subject("a").mint()).subject()).isEqualTo("a");
    }
  }

  @Test
  void refusesValidatorSettingsBesideAGivenValidator(TestIssuer issuer) {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .issuer(issuer.issuer())
            .audience(issuer.resource().indicator())
            .build()) {
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> coded(issuer).validator(validator).build())
          .satisfies(refusal -> assertThat(refusal.setting()).isEqualTo("validator"));
    }
  }

  @Test
  void refusesInitParamsThatTheGivenValidatorIgnores(TestIssuer issuer) {
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(issuer.endpoint().toString())
            .audience(issuer.resource().indicator())
            .build()) {
      assertDoesNotStart(
          InvalidSettingException.class,
          context ->
              BearerTokenFilter.builder()
                  .validator(validator)
                  .build()
                  .install(context)
                  .setInitParameter("clockSkew", "1s"));
    }
  }

  @Test
  void refusesToAuditBeforeTheStart(TestIssuer issuer) {
    assertThatIllegalStateException().isThrownBy(() -> coded(issuer).build().audit());
  }

  /** A servlet of a class that no loader finds by its name. */
  private TestApp hidden(TestIssuer issuer, Consumer<BearerTokenFilterBuilder> routes)
      throws Exception {
    String file = AnnotatedServletTest.Plain.class.getName().replace('.', '/') + ".class";
    Servlet servlet;
    try (InputStream bytes = StartUpTest.class.getClassLoader().getResourceAsStream(file)) {
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
        .errorPage(409, "/hidden/error")
        .start();
  }

  private TestApp byInitParams(Map<String, String> params) throws Exception {
    return products()
        .servlet("/health", (request, response) -> response.setStatus(200))
        .startWith(context -> register(context, params));
  }

  private TestApp.Builder products() {
    return TestApp.on(container)
        .servlet("/products", (request, response) -> response.setStatus(200));
  }

  private static BearerTokenFilterBuilder coded(TestIssuer issuer) {
    return BearerTokenFilter.builder()
        .environment(Map.of())
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(issuer.resource().indicator())
        .route("/products", authenticated());
  }

  /** As a web.xml does. */
  private static void register(ServletContext context, Map<String, String> params) {
    FilterRegistration.Dynamic registration = context.addFilter("door", BearerTokenFilter.class);
    registration.setInitParameters(params);
    map(registration, "/*");
  }

  private static void map(FilterRegistration.Dynamic registration, String mapping) {
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR),
        false,
        mapping);
  }

  private void assertDoesNotStart(
      Class<? extends Exception> because, Consumer<ServletContext> registrations) {
    assertThatThrownBy(() -> products().startWith(registrations).close())
        .satisfies(failure -> assertThat(rootOf(failure)).isInstanceOf(because));
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : rootOf(cause);
  }

  /** Starts another filter under a name of its own. */
  private record Renamed(Filter filter) implements Filter {

    @Override
    public void init(FilterConfig config) throws ServletException {
      filter.init(
          new FilterConfig() {
            @Override
            public String getFilterName() {
              return "nobody";
            }

            @Override
            public ServletContext getServletContext() {
              return config.getServletContext();
            }

            @Override
            public @Nullable String getInitParameter(String name) {
              return config.getInitParameter(name);
            }

            @Override
            public Enumeration<String> getInitParameterNames() {
              return config.getInitParameterNames();
            }
          });
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      filter.doFilter(request, response, chain);
    }
  }
}
