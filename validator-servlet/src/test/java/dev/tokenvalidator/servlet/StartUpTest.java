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
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the filter finds its settings, and which settings stop the start. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class StartUpTest {

  private final Container container;

  StartUpTest(Container container) {
    this.container = container;
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

    ProductsApp.assertDoesNotStart(
        container, InvalidSettingException.class, context -> register(context, params));
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

  @Test
  void refusesToStartWithoutIssuerOrAudience(TestIssuer issuer) {
    ProductsApp.assertDoesNotStart(
        container,
        InvalidSettingException.class,
        context -> register(context, Map.of("audience", "https://shopping.api")));
    ProductsApp.assertDoesNotStart(
        container,
        InvalidSettingException.class,
        context -> register(context, Map.of("issuer", issuer.issuer())));
  }

  @Test
  void refusesToStartWithUnknownVariables(TestIssuer issuer) {
    ProductsApp.assertDoesNotStart(
        container,
        InvalidSettingException.class,
        context ->
            ProductsApp.filter(issuer)
                .environment(Map.of("TOKEN_VALIDATOR_AUDIENCES", "x"))
                .install(context));
  }

  @Test
  @Tag("S15")
  void refusesToStartWithAMalformedAnnotation(TestIssuer issuer) {
    ProductsApp.assertDoesNotStart(
        container,
        InvalidSettingException.class,
        context -> {
          ProductsApp.filter(issuer).install(context);
          context.addServlet("bad", new SampleServlets.Malformed()).addMapping("/bad");
        });
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
            failure ->
                assertThat(TestApp.rootCause(failure)).isInstanceOf(InvalidSettingException.class));

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

      // A closed validator could not fetch its keys.
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
          .isThrownBy(() -> ProductsApp.filter(issuer).validator(validator).build())
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
      ProductsApp.assertDoesNotStart(
          container,
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
    assertThatIllegalStateException().isThrownBy(() -> ProductsApp.filter(issuer).build().audit());
  }

  private TestApp byInitParams(Map<String, String> params) throws Exception {
    return ProductsApp.on(container)
        .servlet("/health", (request, response) -> response.setStatus(200))
        .startWith(context -> register(context, params));
  }

  /** Registers the filter as a web.xml does. */
  private static void register(ServletContext context, Map<String, String> params) {
    FilterRegistration.Dynamic registration = context.addFilter("tokens", BearerTokenFilter.class);
    registration.setInitParameters(params);
    TestApp.map(registration, "/*");
  }
}
