package dev.tokenvalidator.testing.shop;

import static dev.tokenvalidator.testing.MockMvcTokens.accessToken;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
import org.springframework.test.web.servlet.MockMvc;

/** As in docs/testing.md. The builder of a request has other return types in Spring 7. */
@EnabledIfSystemProperty(named = "runtime", matches = "spring-boot-3")
@WebMvcTest(ProductController.class)
class ProductControllerTest {

  @Autowired private MockMvc mvc;

  @Test
  void showsProductsToReaders() throws Exception {
    mvc.perform(get("/products").with(accessToken().scope("read:products")))
        .andExpect(status().isOk());
    mvc.perform(get("/products").with(accessToken().scope("write:products")))
        .andExpect(status().isForbidden());
    mvc.perform(get("/products").with(accessToken().scope("read:products").expired()))
        .andExpect(status().isUnauthorized());
    mvc.perform(get("/products")).andExpect(status().isUnauthorized());
  }
}
