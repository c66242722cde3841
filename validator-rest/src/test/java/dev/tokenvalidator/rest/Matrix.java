package dev.tokenvalidator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Calls the endpoints of {@link MatrixResources} with every kind of token. */
final class Matrix {

  /** Paths by the name that a handler counts under. */
  private static final Map<String, String> PATHS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("class", "/class"),
              Map.entry("method", "/method"),
              Map.entry("both", "/both"),
              Map.entry("interface", "/interface"),
              Map.entry("superclass", "/superclass"),
              Map.entry("bridge", "/bridge/1"),
              Map.entry("proxy", "/proxy"),
              Map.entry("sub", "/sub/1"),
              Map.entry("options", "/options"),
              Map.entry("override", "/override"),
              Map.entry("contract", "/contract")));

  private final TestIssuer issuer;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> table =
      new ArrayList<>(
          List.of(
              "| runtime | way | handler | token | status | executions |",
              "|---|---|---|---|---|---|"));

  Matrix(TestIssuer issuer) {
    this.issuer = issuer;
  }

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

  /** Runs every cell once, and fails if one is wrong. The table is in {@code target}. */
  void run(String way, Client app) throws Exception {
    for (Map.Entry<String, String> handler : PATHS.entrySet()) {
      for (Token token : Token.values()) {
        cell(way, app, handler.getKey(), handler.getValue(), token);
      }
    }
    write(way);
    assertThat(wrong).isEmpty();
    assertThat(table).hasSize(2 + 11 * 4);
  }

  private void write(String way) throws IOException {
    Files.write(
        Path.of("target", "matrix-" + System.getProperty("runtime") + "-" + way + ".md"), table);
  }

  private void cell(String way, Client app, String handler, String path, Token token)
      throws Exception {
    int before = executions(app, handler);
    HttpResponse<String> response =
        app.send(handler.equals("options") ? "OPTIONS" : "GET", path, token(token));
    int ran = executions(app, handler) - before;
    String row =
        String.format(
            "| %s | %s | %s | %s | %d | %d |",
            System.getProperty("runtime"), way, handler, token, response.statusCode(), ran);
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

  private static int executions(Client app, String handler) throws Exception {
    HttpResponse<String> count = app.get("/executions/" + handler, null);
    assertThat(count.statusCode()).isEqualTo(200);
    return Integer.parseInt(count.body());
  }
}
