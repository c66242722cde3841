package dev.tokenvalidator.examples.shopping.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The sources of this package that are quoted elsewhere, between {@code README:} and {@code end}.
 */
final class Quoted {

  private static final Path SOURCES =
      Path.of("src/main/java").resolve(Quoted.class.getPackageName().replace('.', '/'));

  private Quoted() {}

  static String source(String name) throws IOException {
    return Files.readString(SOURCES.resolve(name + ".java"));
  }

  /** The lines of code in a region, without indentation. */
  static List<String> region(String name, String region) throws IOException {
    List<String> lines = source(name).lines().map(String::strip).toList();
    int start = lines.indexOf("// README: " + region);
    List<String> inside = lines.subList(start + 1, lines.size());
    return codeOf(inside.subList(0, inside.indexOf("// end")));
  }

  /** The lines of code of a class, without package and imports. */
  static List<String> codeOf(String name) throws IOException {
    return codeOf(source(name).lines().map(String::strip).toList()).stream()
        .filter(line -> !line.startsWith("package ") && !line.startsWith("import "))
        .toList();
  }

  private static List<String> codeOf(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.isEmpty() && !line.matches("(//|/\\*|\\*).*"))
        .toList();
  }
}
