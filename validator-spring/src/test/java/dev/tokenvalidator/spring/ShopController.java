package dev.tokenvalidator.spring;

import dev.tokenvalidator.AccessToken;
import dev.tokenvalidator.Open;
import dev.tokenvalidator.Organization;
import dev.tokenvalidator.RequiresScope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application with one controller. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ShopController {

  /** Its endpoints. */
  @RestController
  static class Endpoints {

    @GetMapping("/products")
    @RequiresScope("read:products")
    @CrossOrigin("https://shop.example")
    String products() {
      return "products";
    }

    @GetMapping("/caller")
    String caller(AccessToken token, Principal principal) {
      return token.clientId() + " " + principal.getName();
    }

    @GetMapping("/maybe")
    String maybe(Optional<AccessToken> token) {
      return token.map(AccessToken::clientId).orElse("nobody");
    }

    @GetMapping("/nullable")
    String nullable(@org.springframework.lang.Nullable AccessToken token) {
      return token == null ? "nobody" : token.clientId();
    }

    @GetMapping("/forwarding")
    void forwarding(HttpServletRequest request, HttpServletResponse response) throws Exception {
      request.getRequestDispatcher("/products").forward(request, response);
    }

    @GetMapping("/open")
    @Open
    String open() {
      return "open";
    }

    @GetMapping("/open/token")
    String openToken(AccessToken token) {
      return token.clientId();
    }

    @GetMapping("/later")
    @RequiresScope("read:products")
    Callable<String> later() {
      return () -> "later";
    }

    @GetMapping("/failing")
    String failing() {
      throw new IllegalStateException("failing");
    }

    @GetMapping("/organizations/{organization}/members")
    @Organization("organization")
    String members(@PathVariable("organization") String organization) {
      return organization;
    }

    @PostMapping("/things")
    String add() {
      return "added";
    }

    @DeleteMapping("/things")
    @RequiresScope("delete:things")
    String delete() {
      return "deleted";
    }
  }
}
