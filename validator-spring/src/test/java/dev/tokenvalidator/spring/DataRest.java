package dev.tokenvalidator.spring;

import dev.tokenvalidator.RequiresScope;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.rest.webmvc.BasePathAwareController;
import org.springframework.data.rest.webmvc.config.RepositoryRestMvcConfiguration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** Spring Data REST, whose handler mappings are its own. */
@Configuration(proxyBeanMethods = false)
@Import(RepositoryRestMvcConfiguration.class)
class DataRest {

  /** A controller of Spring Data REST. */
  @BasePathAwareController
  static class Annotated {
    @GetMapping("/data-rest")
    @RequiresScope("read:x")
    ResponseEntity<String> get() {
      return ResponseEntity.ok(MatrixControllers.execute("data-rest"));
    }
  }
}
