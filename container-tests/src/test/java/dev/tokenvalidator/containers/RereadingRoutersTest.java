package dev.tokenvalidator.containers;

import static dev.tokenvalidator.containers.Endpoint.ADMIN;
import static dev.tokenvalidator.containers.Endpoint.EXACT;
import static dev.tokenvalidator.containers.Endpoint.REPORT;
import static dev.tokenvalidator.containers.Framework.JERSEY_REREADING;
import static dev.tokenvalidator.containers.Framework.RESTEASY_REREADING;
import static dev.tokenvalidator.containers.Framework.SPRING_CASELESS;
import static dev.tokenvalidator.containers.Framework.SPRING_SUFFIXES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.containers.ExecutionRecorder.Execution;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.TestApp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Frameworks that take the path or the method of a request for those of another endpoint run it
 * only for a token that may do both.
 */
@OnEachContainer
@ExtendWith(TestIssuerExtension.class)
class RereadingRoutersTest {

  private final Container container;

  RereadingRoutersTest(Container container) {
    this.container = container;
  }

  @Test
  void requiresBothScopesIfJerseyStripsSuffixes(TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(
        issuer,
        JERSEY_REREADING,
        new Reread("GET /admin/exact.json", EXACT),
        new Reread("GET /admin/exact.en.json", EXACT),
        new Reread("GET /admin/exact.json.en", EXACT),
        new Reread("GET /admin/exact.json/", EXACT),
        new Reread("GET /admin/exact/.json", EXACT),
        new Reread("DELETE /admin/exact.en", EXACT),
        new Reread("GET /api/reports.json", REPORT),
        new Reread("HEAD /api/reports.json", REPORT),
        new Reread("GET /api/admin.json", ADMIN));
  }

  @Test
  void requiresBothScopesIfJerseyOverridesTheMethod(TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(
        issuer,
        JERSEY_REREADING,
        new Reread("POST /api/reports", REPORT, "X-HTTP-Method-Override: GET"),
        new Reread("POST /api/reports", REPORT, "x-http-method-override: get"),
        new Reread("POST /api/reports?_method=GET", REPORT),
        new Reread("POST /api/reports?a=b&%5fmethod=get", REPORT),
        new Reread("POST /api/reports?_method=GET", REPORT, "X-HTTP-Method-Override: GET"),
        new Reread("POST /api/reports.json?_method=GET", REPORT));
  }

  @Test
  void requiresBothScopesIfResteasyStripsSuffixes(TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(
        issuer,
        RESTEASY_REREADING,
        new Reread("GET /admin/exact.json", EXACT),
        new Reread("GET /admin/exact.en", EXACT),
        new Reread("GET /admin/exact.en.json", EXACT),
        new Reread("POST /admin/exact.json", EXACT),
        new Reread("GET /api/reports.json", REPORT),
        new Reread("GET /api/admin.json.en", ADMIN));
  }

  @Test
  void requiresBothScopesIfSpringIgnoresCase(TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(
        issuer,
        SPRING_CASELESS,
        new Reread("GET /ADMIN/exact", EXACT),
        new Reread("PUT /admin/Exact", EXACT),
        new Reread("GET /api/REPORTS", REPORT),
        new Reread("GET /Api/reports", REPORT),
        new Reread("GET /api/Admin/x", ADMIN),
        new Reread("GET /API/ADMIN", ADMIN));
  }

  @Test
  void requiresBothScopesIfSpringMatchesSuffixes(TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(
        issuer,
        SPRING_SUFFIXES,
        new Reread("GET /admin/exact.json", EXACT),
        new Reread("GET /admin/exact.x.y", EXACT),
        new Reread("GET /ADMIN/EXACT.pdf", EXACT),
        new Reread("GET /api/reports.pdf", REPORT),
        new Reread("GET /api/admin.x", ADMIN));
  }

  private void assertRequiresBothScopes(TestIssuer issuer, Framework framework, Reread... requests)
      throws Exception {
    String read = "Bearer " + issuer.token().scope("read").mint();
    String admin = "Bearer " + issuer.token().scope("admin").mint();
    String both = "Bearer " + issuer.token().scope("read", "admin").mint();
    ExecutionRecorder recorder =
        new ExecutionRecorder(
            Map.of(read, Set.of("read"), admin, Set.of("admin"), both, Set.of("read", "admin")));
    try (TestApp app =
        TestApp.on(container)
            .issuer(issuer)
            .filter(Endpoint::route)
            .before(
                context -> {
                  recorder.watch(context);
                  framework.register(context);
                })
            .start()) {
      for (Reread request : requests) {
        assertThat(request.send(app, "None: 1")).as(request.start()).isEqualTo(401);
        assertThat(request.send(app, "Authorization: " + read)).as(request.start()).isEqualTo(403);
        assertThat(request.send(app, "Authorization: " + admin)).as(request.start()).isEqualTo(403);
        assertThat(recorder.take("0")).as(request.start()).isEmpty();

        request.send(app, "Authorization: " + both);
        // Else the router would not take it for the other one, and nothing was shown.
        assertThat(recorder.take("0"))
            .as(request.start())
            .containsExactly(new Execution(request.endpoint(), true));
      }
    }
  }

  /**
   * A request that a framework takes for another.
   *
   * @param start method and target
   * @param endpoint what it runs
   */
  private record Reread(String start, Endpoint endpoint, List<String> headers) {

    Reread(String start, Endpoint endpoint, String... headers) {
      this(start, endpoint, List.of(headers));
    }

    int send(TestApp app, String authorization) throws IOException {
      String[] words = start.split(" ", -1);
      List<String> all =
          Stream.concat(headers.stream(), Stream.of(authorization, ExecutionRecorder.LANE + ": 0"))
              .toList();
      return app.send(words[0], words[1], all.toArray(String[]::new)).status();
    }
  }
}
