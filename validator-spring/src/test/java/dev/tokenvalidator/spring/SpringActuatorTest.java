package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Health, and the endpoint with the audit. */
class SpringActuatorTest extends SpringTestBase {

  private SpringApp.Builder operated() {
    return SpringApp.of(ShopController.class)
        .issuer(issuer)
        .with("management.endpoint.health.show-details", "always")
        .with("management.endpoint.health.probes.enabled", "true")
        .routes("* /actuator/* open", "* /* authenticated");
  }

  @Test
  void isUpBeforeKeysAreAskedFor() throws Exception {
    issuer.stop();
    SpringApp app = start(operated());

    assertThat(app.get("/actuator/health", null).statusCode()).isEqualTo(200);
    assertThat(app.get("/actuator/health", null).body()).contains("keys not asked for yet");
  }

  @Test
  void isDownWhileThereAreNoKeysButAlive() throws Exception {
    issuer.stop();
    SpringApp app = start(operated());
    assertThat(app.get("/caller", token("")).statusCode()).isEqualTo(503);

    assertThat(app.get("/actuator/health", null).statusCode()).isEqualTo(503);
    assertThat(app.get("/actuator/health/tokenValidator", null).body())
        .contains("\"status\":\"DOWN\"", "last fetch failed");
    assertThat(app.get("/actuator/health/liveness", null).statusCode()).isEqualTo(200);
    assertThat(app.get("/actuator/health/readiness", null).statusCode()).isEqualTo(200);
  }

  @Test
  void isUpWithKeys() throws Exception {
    SpringApp app = start(operated());
    assertThat(app.get("/caller", token("")).statusCode()).isEqualTo(200);

    assertThat(app.get("/actuator/health/tokenValidator", null).body())
        .contains("\"status\":\"UP\"", "keys: 1");
  }

  @Test
  void bindsTheMetersOfTheValidator() throws Exception {
    SpringApp app = start(operated().with("management.endpoints.web.exposure.include", "metrics"));
    assertThat(app.get("/caller", token("")).statusCode()).isEqualTo(200);

    assertThat(app.get("/actuator/metrics/token.validator.accepted", null).body())
        .contains("\"value\":1.0", "\"values\":[\"" + issuer.issuer() + "\"]");
  }

  @Test
  void fetchesTheKeysAtTheStartIfAsked() throws Exception {
    SpringApp app = start(operated().with("token-validator.warm-up", "true"));
    issuer.jwks().awaitRequests(1, Duration.ofSeconds(30));

    assertThat(app.get("/caller", token("")).statusCode()).isEqualTo(200);
    assertThat(issuer.jwks().requestCount()).isEqualTo(1);
  }

  @Test
  void exposesTheAuditOnlyIfAsked() throws Exception {
    assertThat(start(operated()).get("/actuator/tokenvalidator", null).statusCode()).isEqualTo(404);
    SpringApp app =
        start(operated().with("management.endpoints.web.exposure.include", "tokenvalidator"));

    assertThat(app.get("/actuator/tokenvalidator", null).body())
        .contains("GET /products -> ", "allOf(read:products) by @RequiresScope on ")
        .contains("dispatcherServlet");
    assertThat(app.send("POST", "/actuator/tokenvalidator", null).statusCode()).isEqualTo(405);
  }
}
