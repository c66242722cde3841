package dev.tokenvalidator.examples.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The Java sources of all modules. They are compared with the code of a page without any white
 * space, because the layout differs with the indentation.
 */
final class CompiledSources {

  private static final String ENDPOINT = "\"https://your.logto.endpoint\"";

  private final List<String> sources = new ArrayList<>();

  static CompiledSources ofRepository() throws IOException {
    CompiledSources all = new CompiledSources();
    try (Stream<Path> files = Files.walk(Pages.ROOT)) {
      for (Path file : files.filter(CompiledSources::isSource).toList()) {
        all.add(Files.readString(file, UTF_8));
      }
    }
    return all;
  }

  private static boolean isSource(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.endsWith(".java")
        && (path.contains("/src/main/java/") || path.contains("/src/test/java/"));
  }

  /** Adds a source. Comments on lines of their own and text blocks are not compiled code. */
  void add(String source) {
    String compiled =
        source.replaceAll("(?s)\"\"\".*?\"\"\"", "\"\"").replaceAll("(?m)^ *(\\*|/\\*).*$", "");
    // A test uses the address of its issuer, a page that of the reader's issuer.
    sources.add(dense(compiled).replaceAll("\\.logtoEndpoint\\(\\w+(\\(\\))?\\)", endpoint()));
  }

  private static String endpoint() {
    return ".logtoEndpoint(" + ENDPOINT + ")";
  }

  /** Whether one source contains this code, and the imports that stand before it. */
  boolean contain(String code) {
    List<String> lines = code.replaceAll("(?m)^ *(\\*|/\\*).*$", "").lines().toList();
    List<String> imports =
        lines.stream().filter(CompiledSources::isImport).map(CompiledSources::dense).toList();
    String rest =
        dense(
            String.join(
                "\n", lines.stream().filter(Predicate.not(CompiledSources::isImport)).toList()));
    return !rest.isEmpty()
        && sources.stream()
            .anyMatch(
                source -> source.contains(rest) && imports.stream().allMatch(source::contains));
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  private static String dense(String code) {
    return code.replaceAll("\\s", "");
  }
}
