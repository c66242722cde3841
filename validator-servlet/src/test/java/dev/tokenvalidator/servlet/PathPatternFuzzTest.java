package dev.tokenvalidator.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares patterns with a naive matcher, and two patterns with the paths that both match. */
class PathPatternFuzzTest {

  /** One line each: a path, a pattern, another one, a servlet mapping. */
  @FuzzTest
  void agreesWithTheNaivePattern(byte[] input) {
    List<String> lines = List.of(new String(input, UTF_8).split("\n", -1));
    if (lines.size() < 4 || lines.get(0).isEmpty() || !CanonicalPath.isCanonical(lines.get(0))) {
      return;
    }
    String path = lines.get(0);
    PathPattern one = parsed(lines.get(1));
    PathPattern other = parsed(lines.get(2));
    String mappingText = lines.get(3);
    PathPattern mapping = isMapping(mappingText) ? PathPattern.ofMapping(mappingText) : null;

    if (one != null) {
      assertMatches(one, path);
      if (other != null) {
        assertConsistent(one, other, path, other.matches(path));
      }
      if (mapping != null) {
        assertConsistent(one, mapping, path, NaivePattern.isMapped(mappingText, path));
      }
    }
  }

  private static void assertMatches(PathPattern pattern, String path) {
    boolean matches = NaivePattern.matches(pattern.toString(), path, false);
    boolean inAnyCase = NaivePattern.matches(pattern.toString(), path, true);

    assertThat(pattern.matches(path)).as("%s %s", pattern, path).isEqualTo(matches);
    assertThat(pattern.matchesInOtherCase(path)).isEqualTo(inAnyCase && !matches);
    if (matches) {
      NaivePattern.parts(pattern.toString(), path)
          .forEach(
              (name, value) ->
                  assertThat(pattern.part(path, pattern.indexOf(name))).isEqualTo(value));
    }
  }

  private static void assertConsistent(
      PathPattern one, PathPattern other, String path, boolean otherMatches) {
    if (otherMatches && one.covers(other)) {
      assertThat(one.matches(path)).as("%s covers %s: %s", one, other, path).isTrue();
    }
    if (otherMatches && one.coversInOtherCase(other)) {
      assertThat(one.matchesInOtherCase(path)).as("%s %s: %s", one, other, path).isTrue();
    }
    if (otherMatches && one.matches(path)) {
      assertThat(one.overlaps(other)).as("%s overlaps %s: %s", one, other, path).isTrue();
    }
    assertThat(one.overlaps(other)).isEqualTo(other.overlaps(one));
    assertThat(one.covers(one) && one.overlaps(one)).isTrue();
  }

  private static @Nullable PathPattern parsed(String text) {
    try {
      return PathPattern.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The mappings that a container accepts (Servlet 6.0 section 12.2). */
  private static boolean isMapping(String text) {
    return text.isEmpty()
        || (text.startsWith("*.") && text.length() > 2 && text.indexOf('/') < 0)
        || (text.startsWith("/") && text.indexOf('*') < 0)
        || (text.startsWith("/") && text.indexOf('*') == text.length() - 1 && text.endsWith("/*"));
  }
}
