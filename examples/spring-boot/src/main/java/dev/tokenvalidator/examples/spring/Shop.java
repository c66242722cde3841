package dev.tokenvalidator.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A shop whose {@code application.properties} say whose tokens it accepts. */
@SpringBootApplication
public class Shop {

  /** Starts the shop on port 8080. */
  public static void main(String[] arguments) {
    SpringApplication.run(Shop.class, arguments);
  }
}
