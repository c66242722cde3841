package dev.tokenvalidator.examples.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The application to copy stays short. */
class McpApplicationTest {

  @Test
  void needsAtMostFiveSettings() throws Exception {
    List<String> settings =
        Files.readAllLines(
                Path.of("src/main/java/dev/tokenvalidator/examples/mcp/McpApplication.java"))
            .stream()
            .dropWhile(line -> !line.contains("BearerTokenFilter.builder()"))
            .skip(1)
            .takeWhile(line -> !line.contains(".install("))
            .toList();

    assertThat(settings).hasSizeBetween(1, 5);
  }
}
