package dev.tokenvalidator.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code, the commands and the links of every page are right. */
class PagesTest {

  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern JAVA_FENCE = Pattern.compile("(?mi)^ *[`~]{3,} *java\\b");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void showOnlyJavaThatIsCompiled() throws Exception {
    CompiledSources sources = CompiledSources.ofRepository();

    assertThat(Pages.blocks("java"))
        .as("Java blocks whose code is not compiled; add it to a test that runs it")
        .hasSizeGreaterThan(10)
        .filteredOn(block -> !sources.contain(block.code()))
        .isEmpty();
  }

  /** Each line that opens Java code opens a block that is compared. */
  @Test
  void openOnlyJavaBlocksThatAreRecognized() throws Exception {
    List<String> openings = new ArrayList<>();
    for (Path page : Pages.all()) {
      JAVA_FENCE.matcher(Pages.text(page)).results().map(MatchResult::group).forEach(openings::add);
    }

    assertThat(Pages.blocks("java")).hasSameSizeAs(openings);
  }

  @Test
  void recognizeCodeWithAnotherLayoutOnly() {
    CompiledSources sources = new CompiledSources();
    sources.add(
        """
        import java.util.List;
        class Example {
          /*
           * List<String> commented = List.of();
           */
          String call = builder().logtoEndpoint(endpoint()).build();
          List<String> names =
              List.of("a");
        }
        """);

    assertThat(sources.contain("List<String> names = List.of(\"a\");")).isTrue();
    assertThat(sources.contain("import java.util.List;\nList<String> names = List.of(\"a\");"))
        .isTrue();
    assertThat(sources.contain("builder()\n    .logtoEndpoint(\"https://your.logto.endpoint\")"))
        .isTrue();
    assertThat(sources.contain("List<String> names = List.of(\"b\");")).isFalse();
    assertThat(sources.contain("import java.util.Set;\nList<String> names = List.of(\"a\");"))
        .isFalse();
    assertThat(sources.contain("List<String> commented = List.of();")).isFalse();
    assertThat(sources.contain("")).isFalse();
  }

  @Test
  void showTheCommandsOfTheBuildAndOfTheExample() throws Exception {
    List<String> commands = commands();

    assertThat(commands)
        .contains("mvn verify", "mvn -q -pl examples/shopping-api -am compile exec:java");
    assertThat(Pages.text(Pages.ROOT.resolve(".ci/run"))).containsPattern("(?m)^mvn .*\\bverify$");
    assertThat(Pages.text(Pages.ROOT.resolve("examples/shopping-api/pom.xml")))
        .contains("<exec.mainClass>");
  }

  @Test
  void nameModulesProfilesAndClassesThatExist() throws Exception {
    List<String> missing = new ArrayList<>();
    for (String command : commands()) {
      for (String module : values(command, "-pl (\\S+)")) {
        require(Files.exists(Pages.ROOT.resolve(module).resolve("pom.xml")), command, missing);
      }
      for (String profile : values(command, "-P([\\w-]+)")) {
        require(anyPomContains("<id>" + profile + "</id>"), command, missing);
      }
      for (String execution : values(command, "exec:\\w+@(\\w+)")) {
        require(anyPomContains("<id>" + execution + "</id>"), command, missing);
      }
      for (String type : values(command, "(dev\\.tokenvalidator\\.[\\w.]+)")) {
        require(sourceExists(type.replace('.', '/') + ".java"), command, missing);
      }
      for (String test : values(command, "-Dtest='?([\\w*]+)")) {
        require(sourceExists(test + ".java"), command, missing);
      }
    }
    assertThat(missing).isEmpty();
  }

  private static void require(boolean right, String command, List<String> missing) {
    if (!right) {
      missing.add(command);
    }
  }

  private static List<String> commands() throws IOException {
    return Pages.blocks("sh").stream()
        .flatMap(block -> block.code().replace("\\\n", " ").lines())
        .filter(line -> line.contains("mvn ") || line.startsWith("java "))
        .toList();
  }

  /** The values of an option, which may be a list. */
  private static List<String> values(String command, String option) {
    return Pattern.compile(option)
        .matcher(command)
        .results()
        .flatMap(found -> Stream.of(found.group(1).split(",", 0)))
        .toList();
  }

  private static boolean anyPomContains(String text) throws IOException {
    try (Stream<Path> files = Files.walk(Pages.ROOT)) {
      for (Path pom : files.filter(file -> file.endsWith("pom.xml")).toList()) {
        if (Pages.text(pom).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean sourceExists(String end) throws IOException {
    Pattern path = Pattern.compile(".*/" + end.replace("*", "\\w*"));
    try (Stream<Path> files = Files.walk(Pages.ROOT)) {
      return files.anyMatch(file -> path.matcher(file.toString().replace('\\', '/')).matches());
    }
  }

  @Test
  void linkToFilesAndHeadingsThatExist() throws Exception {
    List<String> broken = new ArrayList<>();
    for (Path page : Pages.all()) {
      String text = FENCED.matcher(Pages.text(page)).replaceAll("");
      for (Matcher link = LINK.matcher(text); link.find(); ) {
        if (!link.group(1).contains("://") && !leadsSomewhere(page, link.group(1))) {
          broken.add(Pages.ROOT.relativize(page) + " -> " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file);
    return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  /** The anchors that GitHub gives the headings of a page. */
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(FENCED.matcher(Pages.text(page)).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1"))
        .map(text -> text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", ""))
        .map(text -> text.strip().replace(' ', '-'))
        .toList();
  }
}
