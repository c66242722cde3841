package dev.tokenvalidator.spring;

import dev.tokenvalidator.Authenticated;
import dev.tokenvalidator.RequiresScope;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Called through a subclass that Spring makes. Outside, because Spring finds nested ones itself.
 */
@RestController
@Authenticated
class ProxiedController {

  @GetMapping("/cglib")
  @RequiresScope("read:x")
  String get() {
    return MatrixControllers.execute("cglib");
  }
}
