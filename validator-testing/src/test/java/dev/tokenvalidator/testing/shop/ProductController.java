package dev.tokenvalidator.testing.shop;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.RequiresScope;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class ProductController {

  @GetMapping("/products")
  @RequiresScope("read:products")
  public String products() {
    return "apples";
  }

  @PostMapping("/products")
  @RequiresScope("write:products")
  public String add() {
    return "added";
  }

  /** Needs a token and no scope. */
  @GetMapping("/caller")
  public String caller(AccessToken token) {
    return String.join(
        " ",
        token.isMachine() ? "machine" : "person",
        token.subject(),
        token.clientId(),
        token.issuer(),
        token.claim("tenant", String.class).orElse("none"));
  }
}
