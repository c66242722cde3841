package dev.tokenvalidator.servlet;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.InvalidSettingException;
import dev.tokenvalidator.fixtures.TestIssuer;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and routes may come from the environment only if the issuer does. */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class SettingSourcesTest {

  private final Container container;

  SettingSourcesTest(Container container) {
    this.container = container;
  }

  @Test
  void refusesEnvironmentKeysForAnIssuerInCode(TestIssuer issuer) {
    try (TestIssuer otherIssuer = TestIssuer.start()) {
      assertDoesNotStart(
          "TOKEN_VALIDATOR_JWKS_URI",
          context -> configuredInCode(issuer, keysOf(otherIssuer)).install(context));
      assertDoesNotStart(
          "TOKEN_VALIDATOR_JWK_SET",
          context ->
              configuredInCode(
                      issuer, Map.of("TOKEN_VALIDATOR_JWK_SET", otherIssuer.keys().jwkSet()))
                  .install(context));
    }
  }

  @Test
  void refusesEnvironmentKeysForAnIssuerInAnInitParam(TestIssuer issuer) {
    try (TestIssuer otherIssuer = TestIssuer.start()) {
      assertDoesNotStart(
          "TOKEN_VALIDATOR_JWKS_URI",
          context -> byInitParams(context, keysOf(otherIssuer), issuerParams(issuer)));
    }
  }

  /** The credential of one issuer would be sent to another. */
  @Test
  void refusesTheEnvironmentsFetchHeaderForAnIssuerElsewhere(TestIssuer issuer) {
    Map<String, String> environment =
        Map.of("TOKEN_VALIDATOR_FETCH_HEADER", "Authorization: Basic c2VjcmV0");

    assertDoesNotStart(
        "TOKEN_VALIDATOR_FETCH_HEADER",
        context -> configuredInCode(issuer, environment).install(context));
    assertDoesNotStart(
        "TOKEN_VALIDATOR_FETCH_HEADER",
        context -> byInitParams(context, environment, issuerParams(issuer)));
    assertThat(issuer.requests()).isEmpty();
  }

  @Test
  void refusesEnvironmentKeysOfAnotherIssuer(TestIssuer issuer) {
    try (TestIssuer otherIssuer = TestIssuer.start()) {
      Map<String, String> environment = new HashMap<>(keysOf(otherIssuer));
      environment.put("TOKEN_VALIDATOR_ISSUER", otherIssuer.issuer());

      assertDoesNotStart(
          "TOKEN_VALIDATOR_JWKS_URI",
          context -> byInitParams(context, environment, issuerParams(issuer)));
    }
  }

  @Test
  void refusesEnvironmentRoutesForAnIssuerElsewhere(TestIssuer issuer) {
    Map<String, String> environment = Map.of("TOKEN_VALIDATOR_ROUTES", "* /* open");

    assertDoesNotStart(
        "TOKEN_VALIDATOR_ROUTES",
        context -> configuredInCode(issuer, environment).install(context));
    assertDoesNotStart(
        "TOKEN_VALIDATOR_ROUTES",
        context -> byInitParams(context, environment, issuerParams(issuer)));
    try (AccessTokenValidator validator =
        AccessTokenValidator.builder()
            .logtoEndpoint(issuer.endpoint().toString())
            .audience(issuer.resource().indicator())
            .build()) {
      assertDoesNotStart(
          "TOKEN_VALIDATOR_ROUTES",
          context ->
              BearerTokenFilter.builder()
                  .environment(environment)
                  .validator(validator)
                  .install(context));
    }
  }

  @Test
  void namesBothRemedies(TestIssuer issuer) {
    assertThatThrownBy(
            () ->
                products()
                    .startWith(
                        context ->
                            configuredInCode(issuer, Map.of("TOKEN_VALIDATOR_ROUTES", "* /* open"))
                                .install(context))
                    .close())
        .satisfies(
            failure ->
                assertThat(TestApp.rootCause(failure))
                    .hasMessageContaining("set routes where the issuer is set")
                    .hasMessageContaining("environment=false"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ignoresTheEnvironmentWhenSwitchedOff(boolean inCode, TestIssuer issuer) throws Exception {
    try (TestIssuer otherIssuer = TestIssuer.start();
        TestApp app =
            products()
                .startWith(
                    context -> {
                      Map<String, String> environment = new HashMap<>(keysOf(otherIssuer));
                      environment.put("TOKEN_VALIDATOR_ROUTES", "* /* open");
                      environment.put("TOKEN_VALIDATOR_MISSPELT", "x");
                      BearerTokenFilterBuilder filter =
                          configuredInCode(issuer, environment).route("/products", authenticated());
                      if (inCode) {
                        filter.environment(false).install(context);
                      } else {
                        filter.build().install(context).setInitParameter("environment", "false");
                      }
                    })) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
      assertThat(app.get("/products", issuer.token().mint()).status()).isEqualTo(200);
      assertThat(app.get("/products", otherIssuer.token().issuer(issuer.issuer()).mint()).status())
          .isEqualTo(401);
    }
  }

  @Test
  void readsKeysAndRoutesFromTheEnvironmentThatNamesTheIssuer(TestIssuer issuer) throws Exception {
    Map<String, String> environment =
        Map.of(
            "TOKEN_VALIDATOR_ISSUER", issuer.issuer(),
            "TOKEN_VALIDATOR_AUDIENCE", issuer.resource().indicator(),
            "TOKEN_VALIDATOR_JWKS_URI", issuer.jwks().uri().toString(),
            "TOKEN_VALIDATOR_ROUTES", "* /products authenticated");

    try (TestApp app =
        products()
            .startWith(
                context -> BearerTokenFilter.builder().environment(environment).install(context))) {
      assertThat(app.get("/products", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  @Test
  void readsOtherSettingsFromTheEnvironmentForAnIssuerInCode(TestIssuer issuer) throws Exception {
    try (TestApp app =
        products()
            .startWith(
                context ->
                    BearerTokenFilter.builder()
                        .environment(
                            Map.of("TOKEN_VALIDATOR_AUDIENCE", issuer.resource().indicator()))
                        .logtoEndpoint(issuer.endpoint().toString())
                        .route("/products", authenticated())
                        .install(context))) {
      assertThat(app.get("/products", issuer.token().mint()).status()).isEqualTo(200);
    }
  }

  @Test
  void prefersInitParamsAndCodeOverEnvironmentKeysAndRoutes(TestIssuer issuer) throws Exception {
    try (TestIssuer otherIssuer = TestIssuer.start();
        TestApp app =
            products()
                .startWith(
                    context -> {
                      Map<String, String> environment = new HashMap<>(keysOf(otherIssuer));
                      environment.put("TOKEN_VALIDATOR_ROUTES", "* /* open");
                      configuredInCode(issuer, environment)
                          .route("/products", authenticated())
                          .build()
                          .install(context)
                          .setInitParameter("jwksUri", issuer.jwks().uri().toString());
                    })) {
      assertThat(app.send("GET", "/products").status()).isEqualTo(401);
      assertThat(app.get("/products", issuer.token().mint()).status()).isEqualTo(200);
      assertThat(app.get("/products", otherIssuer.token().issuer(issuer.issuer()).mint()).status())
          .isEqualTo(401);
    }
  }

  @Test
  void logsTheSourceOfEachSetting(TestIssuer issuer) throws Exception {
    try (LogLines log = new LogLines();
        TestApp app =
            products()
                .startWith(
                    context ->
                        BearerTokenFilter.builder()
                            .environment(Map.of("TOKEN_VALIDATOR_REALM", "a secret name"))
                            .logtoEndpoint(issuer.endpoint().toString())
                            .audience(issuer.resource().indicator())
                            .filterOrderChecked()
                            .build()
                            .install(context)
                            .setInitParameter("routes", "* /open open"))) {
      assertThat(app.send("GET", "/open").status()).isEqualTo(200);
      assertThat(log.visibleByDefault())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains(
                          "logtoEndpoint (code), audience (code), filterOrderChecked (code),"
                              + " realm (TOKEN_VALIDATOR_REALM), routes (init-param)")
                      .doesNotContain("a secret name"));
    }
  }

  private static Map<String, String> keysOf(TestIssuer otherIssuer) {
    return Map.of("TOKEN_VALIDATOR_JWKS_URI", otherIssuer.jwks().uri().toString());
  }

  private static BearerTokenFilterBuilder configuredInCode(
      TestIssuer issuer, Map<String, String> environment) {
    return BearerTokenFilter.builder()
        .environment(environment)
        .logtoEndpoint(issuer.endpoint().toString())
        .audience(issuer.resource().indicator());
  }

  private static Map<String, String> issuerParams(TestIssuer issuer) {
    return Map.of("issuer", issuer.issuer(), "audience", issuer.resource().indicator());
  }

  private static void byInitParams(
      ServletContext context, Map<String, String> environment, Map<String, String> params) {
    FilterRegistration.Dynamic registration =
        BearerTokenFilter.builder().environment(environment).build().install(context);
    registration.setInitParameters(params);
  }

  private TestApp.Builder products() {
    return TestApp.on(container)
        .servlet("/products", (request, response) -> response.setStatus(200))
        .servlet("/open", (request, response) -> response.setStatus(200));
  }

  private void assertDoesNotStart(String setting, Consumer<ServletContext> registrations) {
    assertThatThrownBy(() -> products().startWith(registrations).close())
        .satisfies(
            failure ->
                assertThat(TestApp.rootCause(failure))
                    .isInstanceOfSatisfying(
                        InvalidSettingException.class,
                        refusal -> assertThat(refusal.setting()).isEqualTo(setting)));
  }
}
