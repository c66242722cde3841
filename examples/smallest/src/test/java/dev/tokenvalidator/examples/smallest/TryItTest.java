package dev.tokenvalidator.examples.smallest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenvalidator.InvalidTokenException;
import dev.tokenvalidator.fixtures.TestClock;
import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;

/** Runs the smallest programs, and counts their lines. */
class TryItTest {

  @Test
  void showsA401AndA200() throws Exception {
    assertThat(printedBy(() -> TryIt.main(new String[0])))
        .containsSubsequence(
            "without a token:       401 WWW-Authenticate: Bearer\n",
            "with a token:          200 [\"teapot\",\"cup\"]\n",
            "without read:products: 403 WWW-Authenticate: Bearer error=\"insufficient_scope\"",
            "shopmachineapp0000001 may read:products\n");
  }

  @Test
  void smallestAppAdmitsOnlyTokensThatMayRead() throws Exception {
    try (TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start()) {
      Tomcat tomcat = SmallestApp.start(issuer.endpoint().toString(), 0);
      try {
        assertThat(status(tomcat, "/products", "Bearer " + issuer.token().mint())).isEqualTo(200);
        assertThat(status(tomcat, "/products", "Bearer " + issuer.token().without("scope").mint()))
            .isEqualTo(403);
        assertThat(status(tomcat, "/products", "Bearer " + issuer.token().expired().mint()))
            .isEqualTo(401);
        assertThat(status(tomcat, "/products", "Basic c2hvcDpzaG9w")).isEqualTo(401);
      } finally {
        tomcat.stop();
        tomcat.destroy();
      }
    }
  }

  private static int status(Tomcat tomcat, String path, String authorization) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", authorization).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void smallestCallPrintsWhoMayDoWhat() throws Exception {
    try (TestIssuer issuer = TestIssuer.builder().clock(TestClock.running()).start()) {
      String endpoint = issuer.endpoint().toString();
      String good = issuer.token().mint();
      String expired = issuer.token().expired().mint();

      assertThat(printedBy(() -> SmallestCall.main(new String[] {endpoint, good})).strip())
          .isEqualTo(issuer.app().id() + " may read:products write:products");
      assertThatThrownBy(() -> SmallestCall.main(new String[] {endpoint, expired}))
          .isInstanceOf(InvalidTokenException.class);
    }
  }

  /** A program for {@link #printedBy}. */
  @FunctionalInterface
  private interface Program {
    void run() throws Exception;
  }

  private static String printedBy(Program program) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(UTF_8).replace("\r\n", "\n");
  }

  @Test
  void protectsAnApplicationInEightLines() throws Exception {
    assertThat(lines("SmallestApp", "  private static void protect(", "  }"))
        .contains("        .install(servletContext);")
        .hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void validatesATokenInSixLines() throws Exception {
    assertThat(lines("SmallestCall", "    try (", "      AccessToken token = "))
        .hasSizeLessThanOrEqualTo(6);
  }

  private static List<String> lines(String program, String first, String last) throws Exception {
    List<String> lines =
        Files.readAllLines(
            Path.of("src/main/java/dev/tokenvalidator/examples/smallest", program + ".java"));
    List<String> rest = lines.stream().dropWhile(line -> !line.startsWith(first)).toList();
    int size = (int) rest.stream().takeWhile(line -> !line.startsWith(last)).count() + 1;
    return rest.subList(0, size);
  }
}
