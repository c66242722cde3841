package dev.tokenvalidator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The endpoints of Spring Boot's actuator. */
@Tag("container")
@ExtendWith(TestIssuerExtension.class)
class ActuatorTest {

  @Test
  void protectsActuatorOnTheApplicationPort(TestIssuer issuer) throws Exception {
    try (BootApp app = BootApp.start(issuer, WebApp.class, Registration.AsBean.class)) {
      assertThat(app.get("/actuator/health")).isEqualTo(401);
      assertThat(app.get("/actuator/health", issuer.token().scope("read").mint())).isEqualTo(200);
    }
  }

  /** The documentation warns of this: the endpoints are then in another context. */
  @Test
  void leavesActuatorOpenOnItsOwnPort(TestIssuer issuer) throws Exception {
    try (BootApp app =
        BootApp.start(
            issuer,
            Map.of("management.server.port", "0", "management.server.address", "127.0.0.1"),
            WebApp.class,
            Registration.AsBean.class)) {
      assertThat(health(app)).isEqualTo(200);
    }
  }

  @Test
  void protectsActuatorOnItsOwnPortWithItsOwnFilter(TestIssuer issuer) throws Exception {
    try (BootApp app =
        BootApp.start(
            issuer,
            Map.of(
                "management.server.port",
                "0",
                "management.server.address",
                "127.0.0.1",
                "management.tokens",
                "true"),
            WebApp.class,
            Registration.AsBean.class)) {
      assertThat(health(app)).isEqualTo(401);
    }
  }

  private static int health(BootApp app) throws Exception {
    return BootApp.send(app.request("local.management.port", "/actuator/health")).statusCode();
  }
}
