package dev.tokenvalidator.containers;

import static dev.tokenvalidator.Access.authenticated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenvalidator.fixtures.TestIssuer;
import dev.tokenvalidator.fixtures.TestIssuerExtension;
import dev.tokenvalidator.servlet.BearerTokenFilter;
import dev.tokenvalidator.servlet.Container;
import dev.tokenvalidator.servlet.Http;
import dev.tokenvalidator.servlet.OnEachContainer;
import dev.tokenvalidator.servlet.TestApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code of {@code docs/where.md} is code of this package, and does what the page says. */
@OnEachContainer
@ExtendWith(TestIssuerExtension.class)
class WhereDocTest {

  private static final Path PAGE = Path.of("../docs/where.md");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final Container container;

  WhereDocTest(Container container) {
    this.container = container;
  }

  @Test
  void showsCodeThatIsCompiled() throws IOException {
    List<String> sources;
    try (Stream<Path> files =
        Files.list(
            Path.of("src/test/java", WhereDocTest.class.getPackageName().replace('.', '/')))) {
      sources = files.map(WhereDocTest::withoutIndentation).toList();
    }
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(PAGE))
            .results()
            .map(block -> withoutIndentation(block.group(1)))
            .toList();

    assertThat(blocks).hasSize(2);
    assertThat(blocks)
        .allSatisfy(block -> assertThat(sources).anyMatch(source -> source.contains(block)));
  }

  /** The clock skew still lets the token in; the stream then has one second. */
  @Test
  void endsStreamsWithTheirToken(TestIssuer issuer) throws Exception {
    try (TestApp app =
        TestApp.on(container)
            .servlet("/stream", new StreamUntilExpiry())
            .startWith(
                context ->
                    BearerTokenFilter.builder()
                        .environment(false)
                        .logtoEndpoint(issuer.endpoint().toString())
                        .audience(issuer.resource().indicator())
                        .route("/stream", authenticated())
                        .install(context))) {
      String stream;
      try (Http client = app.connect()) {
        stream =
            client.exchange(
                "GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Authorization: Bearer "
                    + issuer.token().expiresAt(Instant.now().minusSeconds(1)).mint()
                    + "\r\n\r\n");
      }

      assertThat(stream).startsWith("HTTP/1.1 200 ").contains("begun");
    }
  }

  private static String withoutIndentation(Path file) {
    try {
      return withoutIndentation(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The layout of a page and of a class differ by that alone. */
  private static String withoutIndentation(String code) {
    return code.replaceAll("(?m)^ +", "");
  }
}
