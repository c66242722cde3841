package dev.tokenvalidator.boot;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application with controllers and everything that Spring Boot configures by default. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
class WebApp {

  @GetMapping("/open")
  String open() {
    return "open";
  }

  @GetMapping("/things")
  String things() {
    return "things";
  }

  @PostMapping("/things")
  String add() {
    return "added";
  }

  @DeleteMapping("/things")
  String delete() {
    return "deleted";
  }
}
