package dev.tokenvalidator.testing.shop;

import dev.tokenvalidator.testing.ProductsContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;

/** Tests as an application has them, on Spring Boot 4. */
@EnabledIfSystemProperty(named = "runtime", matches = "spring-boot-4")
class ShopOnBoot4Test {

  @Nested
  @WebMvcTest(ProductController.class)
  class Slice extends ProductsContract {}

  @Nested
  @SpringBootTest
  @AutoConfigureMockMvc
  class WholeApplication extends ProductsContract {}
}
