package dev.tokenvalidator;

import static dev.tokenvalidator.Validators.unavailabilityOf;
import static dev.tokenvalidator.Validators.validatorFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program whose issuer moves to another address. It runs in its own Java runtime, because a
 * runtime chooses the file with the addresses of hosts when it starts.
 */
final class MovingHost {

  private MovingHost() {}

  public static void main(String[] arguments) throws IOException {
    Path hosts = Path.of(System.getProperty("jdk.net.hosts.file"));
    Files.writeString(hosts, "127.0.0.2 keys.test\n");
    try (TestIssuer issuer = TestIssuer.start();
        AccessTokenValidator validator =
            validatorFor(issuer)
                .jwksUri(
                    URI.create("http://keys.test:" + issuer.endpoint().getPort() + "/oidc/jwks"))
                .allowPlainHttp("keys.test")
                .build()) {
      String token = issuer.token().mint();
      unavailabilityOf(validator, token);
      assertThat(issuer.requests()).isEmpty();

      Files.writeString(hosts, "127.0.0.1 keys.test\n");
      issuer.clock().advance(Duration.ofSeconds(5));
      assertThat(validator.validate(token).issuer()).isEqualTo(issuer.issuer());
      assertThat(issuer.requests()).hasSize(1);
    }
  }
}
