package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.URI;
import java.time.Duration;

/** A program in which the lookup of one host name never ends. */
final class HangingNames {

  private HangingNames() {}

  public static void main(String[] arguments) {
    try (TestIssuer issuer = TestIssuer.builder().algorithm("ES256").start();
        AccessTokenValidator validator =
            validatorFor(issuer)
                .jwksUri(URI.create("https://hanging.example/jwks"))
                .fetchTimeout(Duration.ofMillis(300))
                .build()) {
      String token = issuer.token().mint();
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThat(unavailabilityOf(validator, token)).hasMessageContaining("within 300 ms");
        issuer.clock().advance(Duration.ofSeconds(5));
      }
      for (int attempt = 0; attempt < 20; attempt++) {
        assertThat(unavailabilityOf(validator, token)).hasMessageContaining("look-up");
        issuer.clock().advance(Duration.ofSeconds(2));
      }

      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().equals("token-validator-http"))
          .hasSize(3);
    }
  }
}
