package dev.tokenvalidator.examples.readme;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The code blocks of README and docs/, and the regions of our sources that they come from. */
final class Readme {

  private static final Path ROOT = Path.of("..", "..");

  /** Pages whose code other modules compile, where its frameworks and containers are. */
  private static final Set<String> COMPILED_ELSEWHERE = Set.of("spring.md", "where.md");

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// README\\n(.*?)^ *// end of README$");

  private Readme() {}

  static String text() throws IOException {
    return Files.readString(ROOT.resolve("README.md"), UTF_8);
  }

  static String file(String name) throws IOException {
    return Files.readString(ROOT.resolve(name), UTF_8);
  }

  /** README's code blocks of one language, without their common indentation. */
  static List<String> blocks(String language) throws IOException {
    return blocks(text(), language);
  }

  /**
   * The code blocks of one language in README and on the pages of docs/ that are compiled here;
   * each one once.
   */
  static Set<String> blocksOfAllPages(String language) throws IOException {
    Set<String> blocks = new LinkedHashSet<>(blocks(language));
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
      for (Path page : pages.sorted().toList()) {
        String name = page.getFileName().toString();
        if (name.endsWith(".md") && !COMPILED_ELSEWHERE.contains(name)) {
          blocks.addAll(blocks(Files.readString(page, UTF_8), language));
        }
      }
    }
    return blocks;
  }

  /** Those of another page. */
  static List<String> blocks(String page, String language) {
    List<String> blocks = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(page); block.find(); ) {
      if (block.group(1).equals(language)) {
        blocks.add(block.group(2).stripTrailing().stripIndent());
      }
    }
    return blocks;
  }

  /** README's one block of a language that holds a text. */
  static String block(String language, String text) throws IOException {
    List<String> found = blocks(language).stream().filter(block -> block.contains(text)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " blocks of " + language + " hold " + text);
    }
    return found.get(0);
  }

  /**
   * What stands between {@code // README} and {@code // end of README} in the sources of this
   * module, with the address that a test needs replaced by the one that README shows.
   */
  static List<String> regions() throws IOException {
    List<String> regions = new ArrayList<>();
    try (Stream<Path> sources = Files.walk(Path.of("src"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        for (Matcher region = REGION.matcher(Files.readString(source, UTF_8)); region.find(); ) {
          regions.add(
              region
                  .group(1)
                  .stripTrailing()
                  .stripIndent()
                  .replaceAll("(?<![.\\w])endpoint\\(\\)", "\"https://your.logto.endpoint\""));
        }
      }
    }
    return regions;
  }
}
