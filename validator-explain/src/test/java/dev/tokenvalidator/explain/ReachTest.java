package dev.tokenvalidator.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing over HTTP explains a token, and the command itself opens no file and no connection. */
class ReachTest {

  private static final Pattern EXPLAINS = Pattern.compile("\\.explain\\(|TokenExplanation");

  private static final Pattern OPENS =
      Pattern.compile("java\\.(net|nio\\.file|nio\\.channels)\\.|httpserver|Socket|FileWriter");

  @Test
  void explainsInThisModuleOnly() throws Exception {
    List<Path> modules = new ArrayList<>();
    for (String directory : List.of("..", "../examples")) {
      try (Stream<Path> all = Files.list(Path.of(directory))) {
        all.filter(module -> Files.isDirectory(module.resolve("src/main/java")))
            .filter(module -> !module.endsWith("validator-core"))
            .filter(module -> !module.endsWith("validator-explain"))
            .forEach(modules::add);
      }
    }

    assertThat(modules).hasSizeGreaterThan(5);
    assertThat(modules).allSatisfy(module -> assertThat(matching(module, EXPLAINS)).isEmpty());
    assertThat(matching(Path.of(""), EXPLAINS)).isNotEmpty();
  }

  @Test
  void opensNothing() throws Exception {
    assertThat(matching(Path.of(""), OPENS)).isEmpty();
  }

  private static List<Path> matching(Path module, Pattern pattern) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (pattern.matcher(Files.readString(file)).find()) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
