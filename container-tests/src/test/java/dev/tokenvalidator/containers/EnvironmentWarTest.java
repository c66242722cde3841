package dev.tokenvalidator.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Http;
import dev.tokenvalidator.servlet.OnEachContainer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A web application with annotated servlets and two variables, as docs/settings.md shows them. */
@Tag(OnEachContainer.TAG)
class EnvironmentWarTest {

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void isProtectedByTwoEnvironmentVariables() throws Exception {
    try (TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start()) {
      ProcessBuilder server =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  WarServer.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      server.environment().put("TOKEN_VALIDATOR_LOGTO_ENDPOINT", issuer.endpoint().toString());
      server.environment().put("TOKEN_VALIDATOR_AUDIENCE", issuer.resource().indicator());
      Process process = server.start();
      try (BufferedReader output =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
        int port = Integer.parseInt(output.readLine().replace("port=", ""));

        assertThat(get(port, "/method", "")).isEqualTo(401);
        assertThat(get(port, "/method", issuer.token().scope("read").mint())).isEqualTo(200);
        assertThat(get(port, "/method", issuer.token().scope("write").mint())).isEqualTo(403);
        assertThat(get(port, "/plain", "")).isEqualTo(401);
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static int get(int port, String path, String token) throws Exception {
    try (Http http = new Http(port)) {
      return http.send(
              "GET",
              path,
              token.isEmpty()
                  ? List.of("Connection: close")
                  : List.of("Connection: close", "Authorization: Bearer " + token))
          .status();
    }
  }
}
