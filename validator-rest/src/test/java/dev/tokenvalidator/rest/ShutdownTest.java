package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the module started ends with the application, or when the application says so. */
@Tag("container")
class ShutdownTest {

  @Test
  void endsItsThreadsWithTheApplication() throws Exception {
    try (TestIssuer issuer = TestIssuer.start()) {
      BearerTokenFeature feature =
          BearerTokenFeature.builder()
              .logtoEndpoint(issuer.endpoint().toString())
              .audience("https://shopping.api")
              .environment(false)
              .build();
      RestApp app = RestApp.start(AppOf.of(MatrixResources.OnClass.class, feature));
      HttpResponse<String> response = app.get("/class", issuer.token().scope("read:x").mint());
      app.close();
      if (Stack.HERE != Stack.JERSEY) {
        feature.close();
      }

      assertThat(response.statusCode()).isEqualTo(200);
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("token-validator")) {
          thread.join(60_000);
          assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
      }
    }
  }
}
