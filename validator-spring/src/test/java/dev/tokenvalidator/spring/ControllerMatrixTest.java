package dev.tokenvalidator.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;

/** Every place of an annotation, with every kind of token, behind the filter and in Security. */
@Tag("container")
class ControllerMatrixTest {

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
              Map.entry("array", "/array/1/2"),
              Map.entry("cglib", "/cglib"),
              Map.entry("jdk-proxy", "/jdk-proxy"),
              Map.entry("options", "/options"),
              Map.entry("functional", "/functional"),
              Map.entry("data-rest", "/data-rest")));

  private final TestIssuer issuer = TestIssuer.start();
  private final List<String> wrong = new ArrayList<>();
  private final List<String> table =
      new ArrayList<>(
          List.of("| way | handler | token | status | executions |", "|---|---|---|---|---|"));

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
    try (issuer) {
      try (SpringApp app =
          SpringApp.of(MatrixControllers.class, DataRest.class)
              .issuer(issuer)
              .routes("* /* authenticated")
              .start()) {
        run("filter", app);
      }
      try (SpringApp app =
          SpringApp.of(MatrixControllers.class, DataRest.class)
              .issuer(issuer)
              .withSecurity()
              .start()) {
        run("security", app);
      }
      assertThat(wrong).isEmpty();
      assertThat(table).hasSize(2 + 2 * 12 * 4);
    } finally {
      Files.write(
          Path.of("target", "matrix-spring-boot-" + SpringBootVersion.getVersion() + ".md"), table);
    }
  }

  private void run(String way, SpringApp app) throws Exception {
    for (Map.Entry<String, String> handler : PATHS.entrySet()) {
      for (Token token : Token.values()) {
        cell(way, app, handler.getKey(), handler.getValue(), token);
      }
    }
  }

  private void cell(String way, SpringApp app, String handler, String path, Token token)
      throws Exception {
    int before = MatrixControllers.executions(handler);
    HttpResponse<String> response =
        app.send(handler.equals("options") ? "OPTIONS" : "GET", path, text(token));
    int ran = MatrixControllers.executions(handler) - before;
    String row =
        String.format(
            "| %s | %s | %s | %d | %d |", way, handler, token, response.statusCode(), ran);
    table.add(row);
    if (response.statusCode() != token.status || ran != (token == Token.RIGHT ? 1 : 0)) {
      wrong.add(row + " " + response.body());
    }
  }

  private @Nullable String text(Token token) {
    return switch (token) {
      case NONE -> null;
      case BAD -> issuer.token().scope("read:x").mint() + "x";
      case TOO_LITTLE -> issuer.token().scope("read:y").mint();
      case RIGHT -> issuer.token().scope("read:x").mint();
    };
  }
}
