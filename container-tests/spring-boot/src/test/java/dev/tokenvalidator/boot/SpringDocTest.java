package dev.tokenvalidator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compares the code in {@code docs/spring.md} with this package, which compiles and runs it. */
@Tag("container")
@ExtendWith(TestIssuerExtension.class)
class SpringDocTest {

  private static final Path PAGE = Path.of("../../docs/spring.md");
  private static final Path SOURCES = Path.of("src/test/java/dev/tokenvalidator/boot");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void showsOnlyCodeThatIsCompiled() throws IOException {
    List<String> sources;
    try (Stream<Path> files = Files.list(SOURCES)) {
      sources = files.map(SpringDocTest::withoutIndentation).toList();
    }
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(PAGE))
            .results()
            .map(block -> withoutIndentation(block.group(1)))
            .toList();

    assertThat(blocks).hasSize(4);
    assertThat(blocks)
        .allSatisfy(block -> assertThat(sources).anyMatch(source -> source.contains(block)));
  }

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

  private static String withoutIndentation(Path file) {
    try {
      return withoutIndentation(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page and a class differ only in their indentation. */
  private static String withoutIndentation(String code) {
    return code.replaceAll("(?m)^ +", "");
  }
}
