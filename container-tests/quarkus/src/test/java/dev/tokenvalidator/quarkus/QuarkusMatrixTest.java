package dev.tokenvalidator.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every place of an annotation, with every kind of token, blocking and on the event loop. */
@Tag("container")
class QuarkusMatrixTest {

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

  private final List<String> wrong = new ArrayList<>();
  private final List<String> table =
      new ArrayList<>(List.of("| handler | token | status | executions |", "|---|---|---|---|"));

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

  @Test
  void runsAHandlerForTheRightTokenOnly() throws Exception {
    try (TestIssuer issuer = TestIssuer.start();
        QuarkusApp app = QuarkusApp.start("main", issuer)) {
      for (Map.Entry<String, String> handler : PATHS.entrySet()) {
        for (Token token : Token.values()) {
          String text = text(token, issuer);
          cell(app, handler.getKey(), handler.getValue(), token, text);
          cell(app, handler.getKey() + "-uni", handler.getValue() + "/uni", token, text);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(table).hasSize(2 + 2 * 9 * 4);
      assertThat(executions(app, "interceptor")).isEqualTo(2);
      assertThat(app.log()).doesNotContain("no decision was possible");
    } finally {
      Files.write(Path.of("target", "matrix-quarkus.md"), table);
    }
  }

  private void cell(QuarkusApp app, String handler, String path, Token token, String text)
      throws Exception {
    int before = executions(app, handler);
    HttpResponse<String> response =
        app.send(handler.startsWith("options") ? "OPTIONS" : "GET", path, text);
    int ran = executions(app, handler) - before;
    String row = String.format("| %s | %s | %d | %d |", handler, token, response.statusCode(), ran);
    table.add(row);
    if (response.statusCode() != token.status
        || ran != (token == Token.RIGHT ? 1 : 0)
        || response.body().equals(handler) != (token == Token.RIGHT)) {
      wrong.add(row + " " + response.body());
    }
  }

  private static String text(Token token, TestIssuer issuer) {
    return switch (token) {
      case NONE -> null;
      case BAD -> issuer.token().scope("read:x").mint() + "x";
      case TOO_LITTLE -> issuer.token().scope("read:y").mint();
      case RIGHT -> issuer.token().scope("read:x").mint();
    };
  }

  private static int executions(QuarkusApp app, String handler) throws Exception {
    HttpResponse<String> count = app.get("/executions/" + handler, null);
    assertThat(count.statusCode()).isEqualTo(200);
    return Integer.parseInt(count.body());
  }
}
