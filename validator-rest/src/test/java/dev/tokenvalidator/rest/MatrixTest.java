package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.Access;
import dev.tokenvalidator.AccessTokenValidator;
import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every place of an annotation, with every kind of token, behind the filter and alone. */
@Tag("container")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixTest {

  /** Paths by the name that a handler counts under. */
  private static final Map<String, String> PATHS =
      new TreeMap<>(
          Map.of(
              "class", "/class",
              "method", "/method",
              "both", "/both",
              "interface", "/interface",
              "superclass", "/superclass",
              "bridge", "/bridge/1",
              "proxy", "/proxy",
              "sub", "/sub/1",
              "options", "/options"));

  private final TestIssuer issuer = TestIssuer.start();
  private final AccessTokenValidator validator =
      AccessTokenValidator.builder()
          .logtoEndpoint(issuer.endpoint().toString())
          .audience("https://shopping.api")
          .build();
  private final List<String> wrong = new ArrayList<>();
  private final List<String> table = new ArrayList<>();

  private enum Token {
    NONE(401),
    BAD(401),
    TOO_LITTLE(403),
    RIGHT(200);

    private final int status;

    Token(int status) {
      this.status = status;
    }
  }

  @BeforeAll
  void open() {
    table.add("| way | handler | token | status | executions |");
  }

  @AfterAll
  void close() throws Exception {
    validator.close();
    issuer.close();
    Files.write(Path.of("target", "matrix-" + System.getProperty("runtime") + ".md"), table);
  }

  @Test
  void behindTheFilter() throws Exception {
    try (RestApp app =
        RestApp.start(
            new AppOf(MatrixResources.ALL, Set.of(), Map.of()),
            BearerTokenFilter.builder()
                .validator(validator)
                .route("/executions/*", Access.open())
                .route("/*", Access.authenticated()))) {
      run("behind", app);
    }
  }

  @Test
  void alone() throws Exception {
    try (RestApp app =
        RestApp.start(
            new AppOf(
                MatrixResources.ALL,
                Set.of(BearerTokenFeature.builder().validator(validator).build()),
                Map.of()))) {
      run("alone", app);
    }
  }

  private void run(String way, RestApp app) throws Exception {
    int cells = 0;
    for (Map.Entry<String, String> handler : PATHS.entrySet()) {
      for (Token token : Token.values()) {
        cell(way, app, handler.getKey(), handler.getValue(), token);
        cells++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cells).isEqualTo(9 * 4);
  }

  private void cell(String way, RestApp app, String handler, String path, Token token)
      throws Exception {
    int before = executions(app, handler);
    HttpResponse<String> response =
        app.send(handler.equals("options") ? "OPTIONS" : "GET", path, token(token));
    int ran = executions(app, handler) - before;
    String row =
        String.format(
            "| %s | %s | %s | %d | %d |", way, handler, token, response.statusCode(), ran);
    table.add(row);
    if (response.statusCode() != token.status || ran != (token == Token.RIGHT ? 1 : 0)) {
      wrong.add(row + " " + response.body());
    }
  }

  private @Nullable String token(Token token) {
    return switch (token) {
      case NONE -> null;
      case BAD -> issuer.token().scope("read:x").mint() + "x";
      case TOO_LITTLE -> issuer.token().scope("read:y").mint();
      case RIGHT -> issuer.token().scope("read:x").mint();
    };
  }

  private static int executions(RestApp app, String handler) throws Exception {
    HttpResponse<String> count = app.get("/executions/" + handler, null);
    assertThat(count.statusCode()).isEqualTo(200);
    return Integer.parseInt(count.body());
  }
}
