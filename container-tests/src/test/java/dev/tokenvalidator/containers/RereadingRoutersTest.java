package dev.tokenvalidator.containers;

import static dev.tokenvalidator.containers.Framework.JERSEY_REREADING;
import static dev.tokenvalidator.containers.Framework.RESTEASY_REREADING;
import static dev.tokenvalidator.containers.Framework.SPRING_CASELESS;
import static dev.tokenvalidator.containers.Framework.SPRING_SUFFIXES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.tokenvalidator.containers.ExecutionRecorder.Execution;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.QuickIssuer;
import dev.tokenvalidator.servlet.TestApp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A framework may read a request as that of another endpoint. It runs that endpoint only for a
 * token with the scopes of both.
 */
@OnEachContainer
@ExtendWith(QuickIssuer.class)
class RereadingRoutersTest {

  private final Container container;

  RereadingRoutersTest(Container container) {
    this.container = container;
  }

  @ParameterizedTest
  @MethodSource("rereadRequests")
  void requiresBothScopesIfTheRouterRereadsTheRequest(
      Framework framework, String requests, TestIssuer issuer) throws Exception {
    assertRequiresBothScopes(issuer, framework, requests.lines().map(Reread::parse).toList());
  }

  /** One request a line: what it runs, its start, and a header. */
  static Stream<Arguments> rereadRequests() {
    return Stream.of(
        argumentSet(
            "Jersey strips suffixes",
            JERSEY_REREADING,
            """
            EXACT  | GET /admin/exact.json
            EXACT  | GET /admin/exact.en.json
            EXACT  | GET /admin/exact.json.en
            EXACT  | GET /admin/exact.json/
            EXACT  | GET /admin/exact/.json
            EXACT  | DELETE /admin/exact.en
            REPORT | GET /api/reports.json
            REPORT | HEAD /api/reports.json
            ADMIN  | GET /api/admin.json
            """),
        argumentSet(
            "Jersey overrides the method",
            JERSEY_REREADING,
            """
            REPORT | POST /api/reports                   | X-HTTP-Method-Override: GET
            REPORT | POST /api/reports                   | x-http-method-override: get
            REPORT | POST /api/reports?_method=GET
            REPORT | POST /api/reports?a=b&%5fmethod=get
            REPORT | POST /api/reports?_method=GET       | X-HTTP-Method-Override: GET
            REPORT | POST /api/reports.json?_method=GET
            """),
        argumentSet(
            "RESTEasy strips suffixes",
            RESTEASY_REREADING,
            """
            EXACT  | GET /admin/exact.json
            EXACT  | GET /admin/exact.en
            EXACT  | GET /admin/exact.en.json
            EXACT  | POST /admin/exact.json
            REPORT | GET /api/reports.json
            ADMIN  | GET /api/admin.json.en
            """),
        argumentSet(
            "Spring ignores case",
            SPRING_CASELESS,
            """
            EXACT  | GET /ADMIN/exact
            EXACT  | PUT /admin/Exact
            REPORT | GET /api/REPORTS
            REPORT | GET /Api/reports
            ADMIN  | GET /api/Admin/x
            ADMIN  | GET /API/ADMIN
            """),
        argumentSet(
            "Spring matches suffixes",
            SPRING_SUFFIXES,
            """
            EXACT  | GET /admin/exact.json
            EXACT  | GET /admin/exact.x.y
            EXACT  | GET /ADMIN/EXACT.pdf
            REPORT | GET /api/reports.pdf
            ADMIN  | GET /api/admin.x
            """));
  }

  private void assertRequiresBothScopes(
      TestIssuer issuer, Framework framework, List<Reread> requests) throws Exception {
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
        // The endpoint of the other request runs, so the router did reread this one.
        assertThat(recorder.take("0"))
            .as(request.start())
            .containsExactly(new Execution(request.endpoint(), true));
      }
    }
  }

  /**
   * A request that a framework takes for another.
   *
   * @param endpoint what it runs
   * @param start method and target
   */
  private record Reread(Endpoint endpoint, String start, List<String> headers) {

    static Reread parse(String line) {
      List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
      return new Reread(
          Endpoint.valueOf(cells.get(0)), cells.get(1), cells.subList(2, cells.size()));
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
