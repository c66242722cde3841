package dev.tokenvalidator.testing.secured;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;

/** Tests as an application has them, on Spring Boot 4. */
@EnabledIfSystemProperty(named = "runtime", matches = "spring-boot-4-security")
class SecuredOnBoot4Test {

  @Nested
  @WebMvcTest(controllers = ProductController.class, properties = SecuredContract.WITHOUT_ROUTES)
  class Slice extends SecuredContract {}

  @Nested
  @SpringBootTest(properties = SecuredContract.WITHOUT_ROUTES)
  @AutoConfigureMockMvc
  class WholeApplication extends SecuredContract {}
}
