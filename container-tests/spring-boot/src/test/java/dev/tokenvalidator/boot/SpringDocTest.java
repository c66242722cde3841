package dev.tokenvalidator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the filters that {@code docs/spring.md} shows. */
@Tag("container")
@ExtendWith(TestIssuerExtension.class)
class SpringDocTest {

  @Test
  void runsTheCorsFilterFirst(TestIssuer issuer) throws Exception {
    try (Log log = new Log();
        BootApp app = BootApp.start(issuer, WebApp.class, DocumentedFilters.class)) {
      HttpResponse<String> preflight =
          BootApp.send(
              app.request("/products")
                  .method("OPTIONS", BodyPublishers.noBody())
                  .header("Origin", "https://shop.example")
                  .header("Access-Control-Request-Method", "GET")
                  .header("Access-Control-Request-Headers", "Authorization"));

      assertThat(preflight.statusCode()).isEqualTo(200);
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
          .contains("https://shop.example");
      assertThat(app.get("/products")).isEqualTo(401);
      assertThat(log.lines())
          .contains("in front  cors  org.springframework.web.filter.CorsFilter  /*")
          .anyMatch(line -> line.startsWith("behind  requestContextFilter  "));
    }
  }
}
