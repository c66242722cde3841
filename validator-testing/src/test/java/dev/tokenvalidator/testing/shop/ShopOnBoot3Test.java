package dev.tokenvalidator.testing.shop;

import dev.tokenvalidator.testing.ProductsContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
import org.springframework.boot.test.context.SpringBootTest;

/** Tests as an application has them, on Spring Boot 3. */
@EnabledIfSystemProperty(named = "runtime", matches = "spring-boot-3")
class ShopOnBoot3Test {

  @Nested
  @WebMvcTest(ProductController.class)
  class Slice extends ProductsContract {}

  @Nested
  @SpringBootTest
  @AutoConfigureMockMvc
  class WholeApplication extends ProductsContract {}
}
