package dev.tokenvalidator.testing.shop;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.testing.WithoutTestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;

/** As in docs/testing.md. */
@EnabledIfSystemProperty(named = "runtime", matches = "spring-boot-3")
@SpringBootTest
@AutoConfigureMockMvc
@WithoutTestKeys
class ProductsWithIssuerTest {

  static final TestIssuer ISSUER = TestIssuer.builder().clock(TestClock.running()).start();

  @DynamicPropertySource
  static void useIssuer(DynamicPropertyRegistry properties) {
    properties.add("token-validator.logto-endpoint", () -> ISSUER.endpoint().toString());
    properties.add("token-validator.audience", () -> ISSUER.resource().indicator());
  }

  @Autowired private MockMvc mvc;

  @Test
  void showsProductsAfterARotation() throws Exception {
    ISSUER.keys().rotate();
    String token = ISSUER.token().scope("read:products").mint();

    mvc.perform(get("/products").header("Authorization", "Bearer " + token))
        .andExpect(status().isOk());
  }
}
