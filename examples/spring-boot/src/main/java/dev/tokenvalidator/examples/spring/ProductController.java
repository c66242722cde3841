package dev.tokenvalidator.examples.spring;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.RequiresScope;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The products. */
@RestController
public class ProductController {

  @GetMapping("/products")
  @RequiresScope("read:products")
  String products(AccessToken caller) {
    return caller.clientId() + " reads the products";
  }

  @PostMapping("/products")
  @RequiresScope("write:products")
  String add(@RequestBody String product) {
    return "added " + product;
  }

  @GetMapping("/health")
  String health() {
    return "fine";
  }
}
