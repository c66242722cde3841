package dev.tokenvalidator.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Starts the shop as its user does, and calls it. */
class ProductsTest {

  private final TestIssuer issuer = TestIssuer.start();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void protectsTheShop() throws Exception {
    Process shop =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-Dtoken-validator.logto-endpoint=" + issuer.endpoint(),
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader log = shop.inputReader()) {
      String products = addressIn(log) + "/products";
      String reader = issuer.token().scope("read:products").mint();

      assertThat(get(products, reader).body()).isEqualTo(issuer.app().id() + " reads the products");
      assertThat(get(products, null).statusCode()).isEqualTo(401);
      assertThat(get(products, "no.such.token").statusCode()).isEqualTo(401);
      HttpResponse<String> withoutScope = get(products, issuer.token().without("scope").mint());
      assertThat(withoutScope.statusCode()).isEqualTo(403);
      assertThat(withoutScope.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("scope=\"read:products\"");

      assertThat(add(products, reader).statusCode()).isEqualTo(403);
      assertThat(add(products, issuer.token().scope("write:products").mint()).body())
          .isEqualTo("6 bytes");
    } finally {
      shop.destroyForcibly();
      issuer.close();
    }
  }

  private static String addressIn(BufferedReader log) throws Exception {
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher listening = Pattern.compile("Listening on: (http://\\S+)").matcher(line);
      if (listening.find()) {
        return listening.group(1);
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("the shop has not started:\n" + said);
  }

  private HttpResponse<String> get(String address, String token) throws Exception {
    return client.send(request(address, token).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> add(String address, String token) throws Exception {
    return client.send(
        request(address, token).POST(BodyPublishers.ofString("teapot")).build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String address, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }
}
