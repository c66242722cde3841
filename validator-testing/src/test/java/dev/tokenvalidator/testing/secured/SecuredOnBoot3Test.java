package dev.tokenvalidator.testing.secured;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
import org.springframework.boot.test.context.SpringBootTest;

/** Tests as an application has them, on Spring Boot 3. */
@EnabledIfSystemProperty(named = "runtime", matches = "spring-boot-3-security")
class SecuredOnBoot3Test {

  @Nested
  @WebMvcTest(controllers = ProductController.class, properties = SecuredContract.WITHOUT_ROUTES)
  class Slice extends SecuredContract {}

  @Nested
  @SpringBootTest(properties = SecuredContract.WITHOUT_ROUTES)
  @AutoConfigureMockMvc
  class WholeApplication extends SecuredContract {}
}
