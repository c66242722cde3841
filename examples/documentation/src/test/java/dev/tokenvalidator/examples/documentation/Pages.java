package dev.tokenvalidator.examples.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Markdown pages at the top of the repository and in docs/, and their code blocks. */
final class Pages {

  static final Path ROOT = Path.of("..", "..");

  private static final Pattern BLOCK =
      Pattern.compile("^( *)```(\\w+)\\n(.*?)^\\1```$", Pattern.MULTILINE | Pattern.DOTALL);

  private Pages() {}

  /**
   * A code block.
   *
   * @param page the file that shows the block
   * @param language the language of the block, such as {@code java}
   * @param code the code without its common indentation
   */
  record Block(String page, String language, String code) {

    @Override
    public String toString() {
      return page + ":\n" + code;
    }
  }

  static List<Path> all() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** All blocks of a language. */
  static List<Block> blocks(String language) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path page : all()) {
      String name = ROOT.relativize(page).toString();
      for (Matcher block = BLOCK.matcher(text(page)); block.find(); ) {
        if (block.group(2).equals(language)) {
          blocks.add(new Block(name, language, block.group(3).stripIndent().stripTrailing()));
        }
      }
    }
    return blocks;
  }

  /** The code of the one block that contains these texts. Several pages may show it. */
  static String block(String language, String... texts) throws IOException {
    Set<String> found =
        blocks(language).stream()
            .map(Block::code)
            .filter(code -> Stream.of(texts).allMatch(code::contains))
            .collect(Collectors.toSet());
    if (found.size() != 1) {
      throw new AssertionError(
          "%d different blocks of %s contain %s; this test needs one"
              .formatted(found.size(), language, List.of(texts)));
    }
    return found.iterator().next();
  }

  static String text(Path page) throws IOException {
    return Files.readString(page, UTF_8);
  }
}
