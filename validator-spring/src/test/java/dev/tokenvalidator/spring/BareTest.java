package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Runs once more without the actuator and Spring Security on the class path. */
class BareTest extends SpringTestBase {

  @Test
  void protectsControllers() throws Exception {
    SpringApp app = start(shop());

    assertThat(app.get("/products", null).statusCode()).isEqualTo(401);
    assertThat(app.get("/products", token("")).statusCode()).isEqualTo(403);
    assertThat(app.get("/products", token("read:products")).body()).isEqualTo("products");
  }
}
